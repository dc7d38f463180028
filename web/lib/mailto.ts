import { createStore } from './store.js';

/** What a message to be written begins with. */
export interface Begun {
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly text: string;
}

/** What the next opening of the send dialog begins with. */
export const begun = createStore<Begun | undefined>(undefined);

/** A `mailto:` address (RFC 6068) taken apart; undefined for anything else. `+` is itself there, not a space. */
export function parseMailto(url: string): Begun | undefined {
  const match = /^mailto:([^?#]*)(?:\?([^#]*))?/i.exec(url.trim());
  if (!match) return undefined;
  const fields = new URLSearchParams((match[2] ?? '').replaceAll('+', '%2B'));
  const named = (name: string) => [...fields].filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  const oneLine = (text: string) => text.replace(/[\r\n\0]+/g, ' ');
  return {
    to: oneLine([decode(match[1] ?? ''), ...named('to')].filter(Boolean).join(', ')),
    cc: oneLine(named('cc').join(', ')),
    subject: oneLine(named('subject').join(' ')),
    text: named('body').join('\n').replaceAll('\r\n', '\n'),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
