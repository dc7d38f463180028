import type { Transport } from './transport.js';
import type { QueueItem, QueuePage, RelaySettings, RelaySettingsChange, RelayStatus, RetryRequest } from './types.js';

/** Settings of the relay, and the state of all settings that they are of. */
export interface RelaySettingsState {
  readonly settings: RelaySettings;
  /** Given back to `putSettings`. */
  readonly revision: string;
}

/** Mail on its way out into the world. A message is let out by `messages.release`. */
export interface RelayClient {
  /** Whether mail can leave, what waits, and what is set and cannot work. */
  status(): Promise<RelayStatus>;
  getSettings(): Promise<RelaySettingsState>;
  /**
   * Sets all of it: what is not in it is gone, but passwords and keys.
   * @param revision that of the settings that were changed, or `*` to overwrite whatever is there
   * @throws RestanteError 412 when they have changed since
   */
  putSettings(settings: RelaySettingsChange, revision: string): Promise<RelaySettingsState>;
  readonly queue: {
    /** Newest first; of one message, or those alone that wait. */
    list(options?: { limit?: number; cursor?: string; message?: string; open?: boolean }): Promise<QueuePage>;
    get(id: string): Promise<QueueItem>;
    /** Tries again now. @throws RestanteError 409 while it is being sent */
    retry(id: string, request?: RetryRequest): Promise<QueueItem>;
    /** Sends it to nobody any more. @throws RestanteError 409 while it is being sent */
    cancel(id: string): Promise<QueueItem>;
  };
}

export function relayClient(transport: Transport): RelayClient {
  const item = (id: string, rest = '') => `api/queue/${encodeURIComponent(id)}${rest}`;
  async function settings(method: 'GET' | 'PUT', options?: Parameters<Transport['request']>[2]) {
    const answer = await transport.request(method, 'api/settings/relay', options);
    return { settings: (await answer.json()) as RelaySettings, revision: answer.headers.get('etag') ?? '*' };
  }
  return {
    status: () => transport.json('GET', 'api/relay'),
    getSettings: () => settings('GET'),
    putSettings: (json, revision) => settings('PUT', { json, headers: { 'if-match': revision } }),
    queue: {
      list: (params = {}) => transport.json('GET', 'api/queue', { params }),
      get: (id) => transport.json('GET', item(id)),
      retry: (id, json = {}) => transport.json('POST', item(id, '/retry'), { json }),
      cancel: (id) => transport.json('POST', item(id, '/cancel')),
    },
  };
}
