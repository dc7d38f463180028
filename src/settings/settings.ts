import { randomBytes } from 'node:crypto';
import { type Adapter, Low, Memory } from 'lowdb';
import type { SharedText } from '../store/types.js';
import { SettingsChanged } from './errors.js';
import type { SettingsData } from './schema.js';
import type { SharedSettings } from './shared.js';

export { EditedMeanwhile, SettingsChanged } from './errors.js';
export type { SettingsData } from './schema.js';

/** What people change while the server runs: in `settings.json` of the data folder, or in memory. */
export class Settings {
  readonly #series = randomBytes(6).toString('hex');
  #changes = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #listeners: ((data: SettingsData) => void)[] = [];

  private constructor(
    private readonly low: Low<SettingsData>,
    private readonly shared: SharedSettings | null,
  ) {
    shared?.watch(() => void this.#refresh());
  }

  /**
   * @param folder null: in memory
   * @param text where all nodes of the store have theirs; then the folder is not asked
   * @throws ConfigError that names field, value and fix, for a file that cannot be used
   */
  static async open(folder: string | null, text?: SharedText): Promise<Settings> {
    const shared = text ? await sharedIn(text) : null;
    const adapter: Adapter<SettingsData> = shared ?? (folder === null ? new Memory() : await fileIn(folder));
    const low = new Low<SettingsData>(adapter, { users: [], tags: [] });
    await low.read();
    return new Settings(low, shared);
  }

  /** Do not change it. */
  get data(): SettingsData {
    return this.low.data;
  }

  /** Names the present state; another one after each change and each start. */
  get revision(): string {
    return this.shared ? `shared-${this.shared.revision}` : `${this.#series}-${this.#changes}`;
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
      // What another node has just set is what is changed now.
      if (this.shared) await this.low.read();
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

  /** Another node has changed them. What cannot be read now is read with the next change. */
  async #refresh(): Promise<void> {
    const turn = this.#turn.then(async () => {
      await this.low.read();
      for (const listener of this.#listeners) listener(this.data);
    });
    this.#turn = turn.catch(() => {});
    await this.#turn;
  }
}

async function sharedIn(text: SharedText): Promise<SharedSettings> {
  const { SharedSettings } = await import('./shared.js');
  return new SharedSettings(text);
}

/** Loaded only when there is a folder, as the JSON store is. */
async function fileIn(folder: string): Promise<Adapter<SettingsData>> {
  const { SettingsFile } = await import('./file.js');
  return new SettingsFile(folder);
}
