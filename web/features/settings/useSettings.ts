import type { SettingsJson, SettingsRequest } from '../../lib/types.js';
import { useStored } from './useStored.js';

/** Users, tag rules and so on, and how to change a part of them at a time. */
export function useSettings() {
  const { stored, wrong, save } = useStored<SettingsJson, SettingsRequest>('api/settings');
  return {
    settings: stored,
    wrong,
    save: async (change: Partial<SettingsRequest>) => (stored ? save({ ...stored, ...change }) : false),
  };
}
