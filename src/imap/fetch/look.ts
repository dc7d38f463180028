import type { Look } from '../../journey/recorder.js';
import type { FetchItem } from './items.js';

/** What of a message these items show of what its writer wrote; null when they only describe it or tell its header. */
export function lookOf(items: readonly FetchItem[]): Look | null {
  let look: Look | null = null;
  for (const item of items) {
    if (item.kind !== 'SECTION') continue;
    const { part, text } = item.section;
    if (part === '' && text === null) return 'whole';
    if (text === 'TEXT' || (part !== '' && text === null)) look = 'part';
  }
  return look;
}
