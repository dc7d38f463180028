import { readFile as readFromDisk } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findJsonMistake } from '../lib/json-mistake.js';
import { ConfigError } from './error.js';

/** Reads a file as text; rejects with code ENOENT when it is not there. */
export type ReadFile = (path: string) => Promise<string>;

export interface ConfigFile {
  /** Absolute. */
  path: string;
  content: Record<string, unknown>;
}

/** Looked for in the current folder, in this order. */
const NAMES = ['restante.config.json', 'restante.config.js'];

const fromDisk: ReadFile = (path) => readFromDisk(path, 'utf8');

/**
 * The config file: the one named, else the first of `restante.config.json` and `restante.config.js` in `cwd`, else null.
 * A `.js` file is a module (ESM or CommonJS) whose default export is the configuration.
 * @throws ConfigError when a named file is missing, or a file cannot be read or holds no configuration
 */
export async function readConfigFile(
  cwd: string,
  named: string | undefined,
  readFile: ReadFile = fromDisk,
): Promise<ConfigFile | null> {
  for (const name of named === undefined ? NAMES : [named]) {
    const path = resolve(cwd, name);
    let text: string;
    try {
      text = await readFile(path);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && named === undefined) continue;
      const why = code === 'ENOENT' ? 'there is no such file' : message;
      throw new ConfigError(`The config file ${path} cannot be read: ${why}`);
    }
    const content = /\.[cm]?js$/.test(path) ? await load(path) : parseJson(`The config file ${path}`, text);
    if (typeof content !== 'object' || content === null || Array.isArray(content)) {
      throw new ConfigError(`The config file ${path} must hold an object such as { "smtp": { "port": 1025 } }`);
    }
    return { path, content: content as Record<string, unknown> };
  }
  return null;
}

/**
 * JSON that people write, also with a byte order mark.
 * @param what it is of, as a sentence begins
 * @param fix what to do about a mistake
 * @throws ConfigError that says where and what is wrong; that of JSON.parse may quote a password
 */
export function parseJson(what: string, given: string, fix = ''): unknown {
  const text = given.replace(/^\uFEFF/, '');
  const mistake = findJsonMistake(text);
  if (!mistake) return JSON.parse(text);
  const { line, column, what: wrong } = mistake;
  throw new ConfigError(`${what} is not valid JSON: see line ${line}, column ${column} (${wrong})${fix}`);
}

async function load(path: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
    return module.default;
  } catch (error) {
    const reason = String((error as Error).message).split('\n')[0];
    throw new ConfigError(`The config file ${path} cannot be loaded: ${reason}`);
  }
}
