import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Adapter } from 'lowdb';
import { ConfigError } from '../config/error.js';
import { parseJson } from '../config/file.js';
import { codeOf, inStoreWords } from '../store/failure.js';
import { EditedMeanwhile } from './errors.js';
import { explain } from './explain.js';
import { MAX_FILE } from './limits.js';
import { type SettingsData, settingsSchema } from './schema.js';

/**
 * `settings.json` in the data folder, as lowdb reads and writes it. A write is complete or has not happened, also when
 * the power goes.
 */
export class SettingsFile implements Adapter<SettingsData> {
  readonly path: string;
  /** As last read or written; null when there was none. */
  #known: string | null = null;

  constructor(folder: string) {
    this.path = join(folder, 'settings.json');
  }

  /** @throws ConfigError naming what is wrong with it; StoreUnavailable when it cannot be read */
  async read(): Promise<SettingsData | null> {
    this.#known = await this.#text();
    if (this.#known === null) return null;
    if (this.#known.length > MAX_FILE)
      throw new ConfigError(`${this.path} has more than ${MAX_FILE} bytes; shorten it`);
    const input = parseJson(this.path, this.#known, '; mend it, or move it away');
    const result = settingsSchema.safeParse(input);
    if (!result.success) throw await explain(result.error.issues, input, this.path);
    return result.data;
  }

  /** @throws EditedMeanwhile, StoreFull, StoreUnavailable; the file is as it was then */
  async write(data: SettingsData): Promise<void> {
    if ((await this.#text()) !== this.#known) throw new EditedMeanwhile(`${this.path} was edited; a restart reads it.`);
    const text = `${JSON.stringify(data, null, 2)}\n`;
    const fresh = `${this.path}.new`;
    try {
      const file = await open(fresh, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(fresh, this.path);
      this.#known = text;
      await syncDirectory(dirname(this.path));
    } catch (error) {
      await rm(fresh, { force: true }).catch(() => {});
      throw inStoreWords(error);
    }
  }

  async #text(): Promise<string | null> {
    try {
      return await readFile(this.path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      if (codeOf(error) === 'EISDIR')
        throw new ConfigError(`${this.path} is a directory; expected a file of JSON: move it away`);
      throw inStoreWords(error);
    }
  }
}

async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open directories, and keeps names by itself.
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
