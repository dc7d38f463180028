import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, explain, send } from '../../lib/api.js';
import { queryClient } from '../../lib/queries.js';
import type { SettingsJson, SettingsRequest } from '../../lib/types.js';

interface Present {
  readonly settings: SettingsJson;
  /** Names this state of them. */
  readonly etag: string;
}

const read = async (response: Response): Promise<Present> => ({
  settings: (await response.json()) as SettingsJson,
  etag: response.headers.get('etag') ?? '*',
});

const settingsQuery = queryOptions({
  queryKey: ['settings'],
  // Others change them too, and no event tells.
  staleTime: 0,
  queryFn: async ({ signal }) => read(await send('api/settings', { signal, headers: { accept: 'application/json' } })),
});

/** The settings, and how to change them: a part at a time, unless somebody else has changed them meanwhile. */
export function useSettings() {
  const { data, error } = useQuery(settingsQuery);
  const [wrong, setWrong] = useState('');

  async function save(change: Partial<SettingsRequest>): Promise<boolean> {
    if (!data) return false;
    try {
      const response = await send('api/settings', {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'if-match': data.etag },
        body: JSON.stringify({ ...data.settings, ...change }),
      });
      queryClient.setQueryData(settingsQuery.queryKey, await read(response));
      setWrong('');
      return true;
    } catch (failure) {
      const changed = failure instanceof ApiError && failure.status === 412;
      setWrong(
        changed ? 'Somebody else has changed the settings meanwhile. These are they now; try again.' : explain(failure),
      );
      if (changed) await queryClient.invalidateQueries(settingsQuery);
      return false;
    }
  }

  return { settings: data?.settings, wrong: error ? explain(error) : wrong, save };
}
