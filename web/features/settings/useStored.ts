import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, explain, send } from '../../lib/api.js';
import { queryClient } from '../../lib/queries.js';

/** What the server keeps at an address, with the name of this state of it. */
interface Present<Stored> {
  readonly stored: Stored;
  readonly etag: string;
}

const read = async <Stored>(response: Response): Promise<Present<Stored>> => ({
  stored: (await response.json()) as Stored,
  etag: response.headers.get('etag') ?? '*',
});

/** Settings, and how to replace them unless somebody else has changed them meanwhile. */
export function useStored<Stored, Request>(path: string) {
  const query = queryOptions({
    queryKey: ['stored', path],
    // Others change them too, and no event tells.
    staleTime: 0,
    queryFn: async ({ signal }) => read<Stored>(await send(path, { signal, headers: { accept: 'application/json' } })),
  });
  const { data, error } = useQuery(query);
  const [wrong, setWrong] = useState('');

  async function save(next: Request): Promise<boolean> {
    if (!data) return false;
    try {
      const response = await send(path, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'if-match': data.etag },
        body: JSON.stringify(next),
      });
      queryClient.setQueryData(query.queryKey, await read<Stored>(response));
      setWrong('');
      return true;
    } catch (failure) {
      const changed = failure instanceof ApiError && failure.status === 412;
      setWrong(
        changed ? 'Somebody else has changed the settings meanwhile. These are they now; try again.' : explain(failure),
      );
      if (changed) await queryClient.invalidateQueries(query);
      return false;
    }
  }

  return { stored: data?.stored, wrong: error ? explain(error) : wrong, save };
}
