import { MAX_REFERENCES } from './limits.js';
import { flat } from './shared.js';

/** Characters of one Message-ID that are kept (RFC 5322 §2.1.1: no line has more). */
const MAX_ID = 998;

/** The Message-ID of a field, without angle brackets and white space; null when it is empty. */
export function parseMessageId(value: string): string | null {
  const open = value.indexOf('<');
  const close = open === -1 ? -1 : value.indexOf('>', open);
  const inside = close === -1 ? value.replace(/[<>]/g, '') : value.slice(open + 1, close);
  const id = inside.replace(/\s+/g, '').slice(0, MAX_ID);
  return id === '' ? null : flat(id);
}

/** The Message-IDs of In-Reply-To and References (RFC 5322 §3.6.4) in order; other words in them are passed over. */
export function parseReferences(value: string): string[] {
  const ids: string[] = [];
  let at = 0;
  while (ids.length < MAX_REFERENCES) {
    const open = value.indexOf('<', at);
    const close = open === -1 ? -1 : value.indexOf('>', open);
    if (close === -1) break;
    const id = value
      .slice(open + 1, close)
      .replace(/\s+/g, '')
      .slice(0, MAX_ID);
    if (id !== '') ids.push(flat(id));
    at = close + 1;
  }
  return ids;
}
