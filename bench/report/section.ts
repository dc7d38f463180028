import type { Figure } from '../lib/figure.js';

/** What one benchmark found. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Why it could not be run. */
  readonly failure?: string;
}
