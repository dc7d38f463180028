import { randomBytes } from 'node:crypto';
import { type Adapter, Low, Memory } from 'lowdb';
import { SettingsChanged } from './errors.js';
import type { SettingsData } from './schema.js';

export { EditedMeanwhile, SettingsChanged } from './errors.js';
export type { SettingsData } from './schema.js';

/** What people change while the server runs: in `settings.json` of the data folder, or in memory. */
export class Settings {
  readonly #series = randomBytes(6).toString('hex');
  #changes = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #listeners: ((data: SettingsData) => void)[] = [];

  private constructor(private readonly low: Low<SettingsData>) {}

  /**
   * @param folder null: in memory
   * @throws ConfigError that names field, value and fix, for a file that cannot be used
   */
  static async open(folder: string | null): Promise<Settings> {
    const adapter: Adapter<SettingsData> = folder === null ? new Memory() : await fileIn(folder);
    const low = new Low<SettingsData>(adapter, { users: [], tags: [] });
    await low.read();
    return new Settings(low);
  }

  /** Do not change it. */
  get data(): SettingsData {
    return this.low.data;
  }

  /** Names the present state; another one after each change and each start. */
  get revision(): string {
    return `${this.#series}-${this.#changes}`;
  }

  /** Calls with the present settings, and after each change. */
  follow(listener: (data: SettingsData) => void): void {
    this.#listeners.push(listener);
    listener(this.data);
  }

  /**
   * Puts new settings in the place of the present ones; they hold when it resolves, and survive what the folder does.
   * @param next makes them of the present ones; its errors pass
   * @param revision that the caller has seen; undefined: any
   * @throws SettingsChanged, EditedMeanwhile, StoreFull, StoreUnavailable; everything is as it was then
   */
  replace(next: (present: SettingsData) => SettingsData, revision?: string): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (revision !== undefined && revision !== this.revision) throw new SettingsChanged('The settings have changed.');
      const before = this.low.data;
      try {
        this.low.data = next(before);
        await this.low.write();
      } catch (error) {
        this.low.data = before;
        throw error;
      }
      this.#changes++;
      for (const listener of this.#listeners) listener(this.data);
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

/** Loaded only when there is a folder, as the JSON store is. */
async function fileIn(folder: string): Promise<Adapter<SettingsData>> {
  const { SettingsFile } = await import('./file.js');
  return new SettingsFile(folder);
}
