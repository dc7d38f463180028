import { z } from 'zod';
import type { Entry, JourneyLog } from './log.js';
import { STEP_KINDS, type Step } from './steps/step.js';
import { type Attempt, type Departure, LOOKS, type Look, type Reader } from './types.js';

/** Version of the file; a file of another one is put aside. */
export const FORMAT = 1;

const text = z.string();
const reader: z.ZodType<Reader> = z.object({
  protocol: z.enum(['imap', 'pop3', 'rest', 'page']),
  account: text.nullable(),
  session: text.nullable(),
  client: text,
  agent: text.nullable(),
});
const reading = z.object({
  by: reader,
  how: z.array(z.enum(LOOKS)),
  first: z.number(),
  last: z.number(),
  times: z.number(),
});
const departure: z.ZodType<Departure> = z.object({
  kind: z.enum(['removed', 'moved', 'deleted', 'evicted']),
  id: text,
  at: z.number(),
  position: z.number(),
  from: z.object({ account: text, mailboxId: text, uid: z.number() }).nullable(),
  to: text.nullable(),
  by: reader.nullable(),
  facts: z
    .object({
      id: text,
      receivedAt: z.number(),
      reversePath: text,
      recipients: z.array(text),
      subject: text,
      size: z.number(),
    })
    .nullable(),
  readings: z.array(reading),
});
const attempt: z.ZodType<Attempt> = z.object({
  at: z.number(),
  position: z.number(),
  session: text,
  client: text,
  from: text.nullable(),
  recipients: z.array(z.object({ address: text, reply: text.nullable(), fault: z.boolean() })),
  outcome: z.enum(['refused', 'timed-out', 'broken', 'given-up', 'kept', 'open']),
  stage: z.enum(['connection', 'tls', 'login', 'sender', 'recipient', 'message']),
  reply: text.nullable(),
  fault: text.nullable(),
  transcript: text,
});
const step: z.ZodType<Step> = z.object({
  at: z.number(),
  kind: z.enum(STEP_KINDS),
  state: z.enum(['ok', 'info', 'warn', 'fail']),
  title: text,
  text: text.nullable(),
  facts: z.array(z.object({ name: text, value: text })),
  lines: z.array(z.object({ at: z.number(), from: z.enum(['client', 'server', 'note']), line: text })),
  session: text.nullable(),
});
const relayed = z.object({ id: text, step });
/** Who, what, when, and of which messages: one line for all that a client read at one go. */
const read = z.object({ by: reader, how: z.enum(LOOKS), at: z.number(), ids: z.array(text) });

const line = z.union([z.object({ attempt }), z.object({ departure }), z.object({ relayed }), z.object({ read })]);
const head = z.object({ is: z.literal('journey'), format: z.literal(FORMAT), epoch: text });

export const headLine = (epoch: string): string => `${JSON.stringify({ is: 'journey', format: FORMAT, epoch })}\n`;

/** Whether a file with this first line is of the store with that epoch. */
export const isHeadOf = (first: string, epoch: string): boolean => {
  const parsed = head.safeParse(parse(first));
  return parsed.success && parsed.data.epoch === epoch;
};

/** Lines for what happened; readings of one client are gathered, and stand before the departures of what was read. */
export function linesFor(entries: readonly Entry[]): string[] {
  const others: string[] = [];
  const reads = new Map<Reader, Map<Look, { at: number; ids: string[] }>>();
  for (const entry of entries) {
    if (!('read' in entry)) {
      others.push(`${JSON.stringify(entry)}\n`);
      continue;
    }
    const { by, how, at, id } = entry.read;
    const looks = reads.get(by) ?? new Map<Look, { at: number; ids: string[] }>();
    reads.set(by, looks);
    const gathered = looks.get(how);
    if (gathered) gathered.ids.push(id);
    else looks.set(how, { at, ids: [id] });
  }
  const lines: string[] = [];
  for (const [by, looks] of reads)
    for (const [how, { at, ids }] of looks) lines.push(`${JSON.stringify({ read: { by, how, at, ids } })}\n`);
  return [...lines, ...others];
}

/** Everything that is known, as lines; oldest first. */
export function* linesOfAll(log: JourneyLog): Iterable<string> {
  for (const each of [...log.attempts].reverse()) yield `${JSON.stringify({ attempt: each })}\n`;
  for (const each of [...log.departures].reverse()) yield `${JSON.stringify({ departure: each })}\n`;
  for (const [id, steps] of log.relayed.all()) {
    for (const each of steps) yield `${JSON.stringify({ relayed: { id, step: each } })}\n`;
  }
  for (const [id, readings] of log.readings.all()) {
    for (const { by, how, first } of readings)
      for (const look of how) yield `${JSON.stringify({ read: { by, how: look, at: first, ids: [id] } })}\n`;
  }
}

/** Puts what a line says into the log. What is no line of ours (the torn end of a crash) is passed over: returns false. */
export function restoreLine(log: JourneyLog, textOfLine: string): boolean {
  const parsed = line.safeParse(parse(textOfLine));
  if (!parsed.success) return false;
  const { data } = parsed;
  if ('attempt' in data) log.attempts.push(data.attempt);
  else if ('relayed' in data) log.relayed.add(data.relayed.id, data.relayed.step);
  else if ('departure' in data) {
    const { id, kind } = data.departure;
    log.departures.push(data.departure);
    if (kind === 'deleted' || kind === 'evicted') log.readings.take(id);
  } else for (const id of data.read.ids) log.readings.add(data.read.by, id, data.read.how, data.read.at);
  return true;
}

function parse(textOfLine: string): unknown {
  try {
    return JSON.parse(textOfLine);
  } catch {
    return undefined;
  }
}
