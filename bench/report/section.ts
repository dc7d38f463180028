import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Figure } from '../lib/figure.js';
import { cacheOf } from '../peers/contender.js';

/** What one benchmark found. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Why it could not be run. */
  readonly failure?: string;
}

const fileOf = (name: string): string => `${cacheOf('report')}${name}.json`;

/** Keeps it for the report, in the place of an earlier one. */
export function keepSection(section: Section): void {
  mkdirSync(cacheOf('report'), { recursive: true });
  writeFileSync(fileOf(section.name), JSON.stringify(section));
}

/** The latest of a name; undefined when it never ran here. */
export function keptSection(name: string): Section | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8')) as Section;
  } catch {
    return undefined;
  }
}
