import { RestanteError } from './errors.js';
import type { Transport } from './transport.js';
import type { Settings, SettingsChange } from './types.js';

/** Settings, and the state of them that they are. */
export interface SettingsState {
  readonly settings: Settings;
  /** Given back to `put`, so that nobody undoes what another has set meanwhile. */
  readonly revision: string;
}

export interface SettingsClient {
  /** What is set, without passwords. */
  get(): Promise<SettingsState>;
  /**
   * Sets all of it: what is not in it is gone, and a user without a password keeps the present one.
   * @param revision that of the settings that were changed, or `*` to overwrite whatever is there
   * @throws RestanteError 412 when they have changed since, 409 when settings.json was edited by hand
   */
  put(settings: SettingsChange, revision: string): Promise<SettingsState>;
  /**
   * Changes what is set, beginning anew when somebody else was quicker.
   *
   * ```ts
   * await client.settings.update((now) => ({ ...now, tags: [...now.tags, { query: 'from:shop', tags: ['shop'] }] }));
   * ```
   */
  update(change: (present: Settings) => SettingsChange): Promise<Settings>;
}

/** How often `update` begins anew before it gives up. */
const TRIES = 10;

export function settingsClient(transport: Transport): SettingsClient {
  async function ask(method: 'GET' | 'PUT', options?: Parameters<Transport['request']>[2]): Promise<SettingsState> {
    const answer = await transport.request(method, 'api/settings', options);
    return { settings: (await answer.json()) as Settings, revision: answer.headers.get('etag') ?? '*' };
  }
  const put: SettingsClient['put'] = (settings, revision) =>
    ask('PUT', { json: settings, headers: { 'if-match': revision } });
  return {
    get: () => ask('GET'),
    put,
    async update(change) {
      for (let left = TRIES; ; left -= 1) {
        const { settings, revision } = await ask('GET');
        try {
          return (await put(change(settings), revision)).settings;
        } catch (error) {
          if (!(error instanceof RestanteError && error.status === 412 && left > 1)) throw error;
        }
      }
    },
  };
}
