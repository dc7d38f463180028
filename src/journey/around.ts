import type { SessionRegistry } from '../sessions/registry.js';
import type { TranscriptLine } from '../sessions/transcript.js';
import type { Retention, Store } from '../store/store.js';
import type { Surroundings } from './steps/readers.js';
import type { Departure, Reader } from './types.js';

/** Lines of a reader's dialogue that are told with what it did. */
const LINES = 8;
/** What follows so closely belongs to it, milliseconds. */
const CLOSE = 20;

/** Looks up what steps need beside the log. */
export async function surroundings(
  store: Pick<Store, 'mailboxById'>,
  sessions: Pick<SessionRegistry, 'get'>,
  departures: readonly Departure[],
  retention: Retention,
): Promise<Surroundings> {
  const ids = new Set(departures.flatMap(({ from, to }) => [...(from ? [from.mailboxId] : []), ...(to ? [to] : [])]));
  const names = new Map<string, { account: string; name: string }>();
  for (const id of ids) {
    const mailbox = await store.mailboxById(id).catch(() => undefined);
    if (mailbox) names.set(id, { account: mailbox.account, name: mailbox.name });
  }
  return {
    mailbox: (id) => names.get(id),
    dialogue(by, at) {
      const session = by?.session ? sessions.get(by.session) : undefined;
      if (!session) return { session: null, lines: [] };
      return { session: session.info.id, lines: linesAt(session.transcript, at - session.info.startedAt) };
    },
    bounds: boundsOf(retention),
  };
}

/** The command that was being answered at a moment, with its answer. */
export function linesAt(transcript: readonly TranscriptLine[], at: number): TranscriptLine[] {
  const end = transcript.findLastIndex((line) => line.at <= at + CLOSE);
  const said = transcript.slice(0, end + 1).findLastIndex((line) => line.from === 'client' && line.at <= at);
  return transcript.slice(Math.max(0, said), end + 1).slice(0, LINES);
}

function boundsOf({ maxMessages, maxBytes, maxAge }: Retention): string {
  const bounds = [
    maxMessages > 0 ? `${maxMessages} messages (--max-messages)` : '',
    maxBytes > 0 ? `${maxBytes} bytes (--max-bytes)` : '',
    maxAge > 0 ? `an age of ${Math.round(maxAge / 1000)} s (--max-age)` : '',
  ].filter(Boolean);
  return `this server keeps at most ${bounds.join(', ') || 'what fits'}.`;
}

/** Whether a reader has a place in what the owner of one inbox is told: others' mail programs are their own business. */
export const concerns = (only: string | null, by: Reader | null): boolean =>
  only === null || by === null || by.account === null || by.account === only;
