import type { Adapter } from 'lowdb';
import { ConfigError } from '../config/error.js';
import type { SharedText } from '../store/types.js';
import { SettingsChanged } from './errors.js';
import { explain } from './explain.js';
import { type SettingsData, settingsSchema } from './schema.js';

/** Settings that all nodes of a store share, as lowdb reads and writes them. */
export class SharedSettings implements Adapter<SettingsData> {
  /** As last read or written. */
  revision = 0;

  constructor(private readonly shared: SharedText) {}

  /** @throws ConfigError naming what is wrong with them; StoreUnavailable when they cannot be read */
  async read(): Promise<SettingsData | null> {
    const { text, revision } = await this.shared.read();
    this.revision = revision;
    if (text === null) return null;
    const input = parse(text);
    const result = settingsSchema.safeParse(input);
    if (!result.success) throw await explain(result.error.issues, input, PLACE);
    return result.data;
  }

  /** @throws SettingsChanged when another node was quicker; StoreUnavailable */
  async write(data: SettingsData): Promise<void> {
    if (!(await this.shared.write(JSON.stringify(data), this.revision)))
      throw new SettingsChanged('The settings have been changed on another node.');
    this.revision++;
  }

  /** Calls when another node has written. */
  watch(listener: () => void): void {
    this.shared.watch(listener);
  }
}

const PLACE = 'the settings in the database';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError(`${PLACE} are not valid JSON; mend the row of the table settings, or empty its text`);
  }
}
