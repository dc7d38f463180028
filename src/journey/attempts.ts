import type { SessionInfo } from '../sessions/registry.js';
import { encodeLine, type TranscriptLine } from '../sessions/transcript.js';
import { addressIn, type Exchange, exchangesOf, isRefusal, lastReply } from './exchanges.js';
import { DIALOGUE, RECIPIENTS } from './limits.js';
import type { Attempt, Recipient, Stage } from './types.js';

type Told = Omit<Attempt, 'position'>;
type Ending = Pick<Attempt, 'outcome' | 'stage' | 'reply'>;

/** What `net/`, `smtp/` and the listener write down where a connection comes to a bad end. */
const BROKEN = /^(the connection ended in the middle|connection failed)/;
const TLS = /TLS handshake failed|does not trust|certificate/i;
const FAULT = /^fault: (.*)$/;

/**
 * What a session attempted to send and was not kept: one for each transaction of which something was refused or that
 * came to no end; and if there was no transaction at all, one for what stood in the way of it.
 */
export function attemptsOf(info: SessionInfo, transcript: readonly TranscriptLine[]): Told[] {
  const exchanges = exchangesOf(transcript);
  const groups = transactionsIn(exchanges);
  const attempts: Told[] = [];
  for (const [index, group] of groups.entries()) {
    const attempt = transaction(info, group, index === groups.length - 1);
    if (attempt) attempts.push(attempt);
  }
  if (groups.length > 0) return attempts;
  const before = beforeAll(info, exchanges);
  return before ? [before] : [];
}

/** A transaction begins with MAIL and ends before the next one, or where the client takes it back. */
function transactionsIn(exchanges: readonly Exchange[]): Exchange[][] {
  const groups: Exchange[][] = [];
  let open = false;
  for (const exchange of exchanges) {
    const [mail] = groups.at(-1) ?? [];
    const nested = open && mail !== undefined && !isRefusal(lastReply(mail));
    if (exchange.verb === 'MAIL' && !nested) {
      groups.push([exchange]);
      open = true;
    } else if (open) {
      groups.at(-1)?.push(exchange);
      if (['RSET', 'EHLO', 'HELO', 'STARTTLS', 'QUIT'].includes(exchange.verb)) open = false;
      // Whether it was kept or not, the end of DATA ends it.
      else if (exchange.verb === 'DATA' && exchange.replies.length > 1) open = false;
    }
  }
  return groups;
}

function transaction(info: SessionInfo, group: readonly Exchange[], last: boolean): Told | undefined {
  const [mail] = group;
  if (!mail) return undefined;
  const recipients = group.filter(({ verb }) => verb === 'RCPT').map(recipientOf);
  const ending = endOf(info, group, recipients, last);
  if (!ending) return undefined;
  return {
    ...told(info, group),
    from: addressIn(mail.command),
    recipients: fewest(recipients),
    ...ending,
  };
}

/** As many as are kept, those that were refused first when there are more. */
function fewest(recipients: readonly Recipient[]): Recipient[] {
  if (recipients.length <= RECIPIENTS) return [...recipients];
  const refused = recipients.filter(({ reply }) => isRefusal(reply));
  return [...refused, ...recipients.filter(({ reply }) => !isRefusal(reply))].slice(0, RECIPIENTS);
}

function recipientOf(exchange: Exchange): Recipient {
  const reply = lastReply(exchange);
  return { address: addressIn(exchange.command), reply, fault: exchange.notes.some((note) => FAULT.test(note)) };
}

/** How a transaction ended; undefined when all went well. */
function endOf(
  info: SessionInfo,
  group: readonly Exchange[],
  recipients: readonly Recipient[],
  last: boolean,
): Ending | undefined {
  const mail = group[0] as Exchange;
  if (isRefusal(lastReply(mail))) return { outcome: 'refused', stage: 'sender', reply: lastReply(mail) };
  const refused = recipients.find(({ reply }) => isRefusal(reply));
  const all = refused !== undefined && recipients.every(({ reply }) => isRefusal(reply));
  const stage: Stage = recipients.length === 0 ? 'sender' : 'message';
  const data = group.find(({ verb, replies }) => verb === 'DATA' && replies[0]?.startsWith('354'));
  const final = data?.replies[1];
  if (final?.startsWith('2')) return refused && { outcome: 'kept', stage: 'recipient', reply: refused.reply };
  const notes = group.flatMap((exchange) => exchange.notes);
  const broken = notes.find((note) => BROKEN.test(note) || note.startsWith('fault: the connection'));
  const late = group.flatMap(({ replies }) => replies).find((reply) => /^421 4\.4\.2/.test(reply));
  if (late) return { outcome: 'timed-out', stage, reply: late };
  if (broken) return { outcome: 'broken', stage, reply: broken };
  if (final && isRefusal(final)) return { outcome: 'refused', stage: 'message', reply: final };
  if (all && refused) return { outcome: 'refused', stage: 'recipient', reply: refused.reply };
  if (last && info.endedAt === null) return { outcome: 'open', stage, reply: null };
  return { outcome: 'given-up', stage, reply: refused?.reply ?? null };
}

/** What kept a session from sending anything; undefined when nothing did. */
function beforeAll(info: SessionInfo, exchanges: readonly Exchange[]): Told | undefined {
  if (info.outcome !== 'failed') return undefined;
  const notes = exchanges.flatMap((exchange) => exchange.notes);
  const note = notes.find((each) => TLS.test(each));
  const base = { ...told(info, exchanges), from: null, recipients: [] };
  if (note) return { ...base, outcome: 'broken', stage: 'tls', reply: note };
  const login = exchanges.findLast((exchange) => exchange.verb === 'AUTH' && exchange.replies.some(isRefusal));
  const replies = exchanges.flatMap((exchange) => exchange.replies);
  if (login) return { ...base, outcome: 'refused', stage: 'login', reply: login.replies.find(isRefusal) ?? null };
  const reply = replies.findLast(isRefusal);
  if (reply?.startsWith('421 4.4.2')) return { ...base, outcome: 'timed-out', stage: 'connection', reply };
  if (reply) return { ...base, outcome: 'refused', stage: 'connection', reply };
  return { ...base, outcome: 'broken', stage: 'connection', reply: notes.at(-1) ?? null };
}

function told(info: SessionInfo, exchanges: readonly Exchange[]) {
  const lines = exchanges.flatMap((exchange) => exchange.lines);
  return {
    at: info.startedAt + (lines.at(-1)?.at ?? 0),
    session: info.id,
    client: info.client.address,
    fault: FAULT.exec(lines.find(({ from, line }) => from === 'note' && FAULT.test(line))?.line ?? '')?.[1] ?? null,
    transcript: shortened(lines),
  };
}

/** The dialogue, without its middle when it is long. */
function shortened(lines: readonly TranscriptLine[]): string {
  const texts = lines.map(({ at, from, line }) => encodeLine(at, from, line));
  let size = texts.reduce((sum, text) => sum + text.length, 0);
  if (size <= DIALOGUE) return texts.join('');
  const middle = Math.floor(texts.length / 2);
  let [head, tail] = [middle, middle];
  while (size > DIALOGUE && (head > 1 || tail < texts.length - 1)) {
    if (head > 1) size -= texts[--head]?.length ?? 0;
    if (tail < texts.length - 1) size -= texts[tail++]?.length ?? 0;
  }
  const gap = encodeLine(lines[head]?.at ?? 0, 'note', `${tail - head} lines are left out here`);
  return [...texts.slice(0, head), gap, ...texts.slice(tail)].join('');
}
