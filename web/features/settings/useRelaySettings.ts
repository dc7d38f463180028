import { queryClient, relayQuery } from '../../lib/queries.js';
import type { RelaySettingsJson, RelaySettingsRequest } from '../../lib/types.js';
import { useStored } from './useStored.js';

/** How mail may leave, and how to change a part of it at a time. */
export function useRelaySettings() {
  const { stored, wrong, save } = useStored<RelaySettingsJson, RelaySettingsRequest>('api/settings/relay');
  return {
    relay: stored,
    wrong,
    async save(change: Partial<RelaySettingsRequest>): Promise<boolean> {
      if (!stored) return false;
      const { warnings: _, ...present } = stored;
      const saved = await save({ ...(present as RelaySettingsRequest), ...change });
      // The banner tells of it.
      if (saved) void queryClient.invalidateQueries(relayQuery);
      return saved;
    },
  };
}
