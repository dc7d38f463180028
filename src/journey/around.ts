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
    dialogue(by, { at, id, did }) {
      const session = by?.session ? sessions.get(by.session) : undefined;
      if (!session) return { session: null, lines: [] };
      return {
        session: session.info.id,
        lines: linesOf(session.transcript, { at: at - session.info.startedAt, id, did }),
      };
    },
    bounds: boundsOf(retention),
  };
}

const DONE = {
  read: /^(?:RETR|TOP|\S+ (?:UID )?FETCH|\S+ URLFETCH)\b/i,
  took: /^(?:QUIT|\S+ (?:UID )?(?:EXPUNGE|CLOSE|MOVE|DELETE|REPLACE|SELECT))\b/i,
} as const;

/**
 * The command by which a reader did something to a message, with its answer.
 * @param at milliseconds since the session began
 */
export function linesOf(
  transcript: readonly TranscriptLine[],
  { at, id, did }: { at: number; id: string; did: keyof typeof DONE },
): TranscriptLine[] {
  // POP3 writes down which message it was; else it is the last such command before that moment, or just behind it.
  const noted = did === 'read' ? transcript.findIndex((line) => line.from === 'note' && line.line.includes(id)) : -1;
  const until = (end: number) => (line: TranscriptLine) =>
    line.from === 'client' && line.at <= end && DONE[did].test(line.line);
  let from = noted >= 0 ? transcript.slice(0, noted).findLastIndex(until(Number.POSITIVE_INFINITY)) : -1;
  if (from < 0) from = transcript.findLastIndex(until(at));
  if (from < 0) from = transcript.findIndex(until(at + CLOSE));
  if (from < 0) return [];
  const next = transcript.findIndex((line, index) => index > from && line.from === 'client');
  return transcript.slice(from, next < 0 ? undefined : next).slice(0, LINES);
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
