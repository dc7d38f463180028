import type { Exchange, Lookup, RelayEvent, Route } from '../../relay/events.js';
import type { TranscriptLine } from '../../sessions/transcript.js';
import { SUBJECT, WIRE_LINES } from '../limits.js';
import { fact, type Step, step } from './step.js';
import { address, count, someOf } from './words.js';

type Event<Type extends RelayEvent['type']> = Extract<RelayEvent, { type: Type }>;

/**
 * What happened to a message on its way out, as a step; null for what the next event tells as well.
 * @param started the beginning of the attempt that the event ends
 */
export function relayStep(event: RelayEvent, started?: Event<'attempt-started'>): Step | null {
  switch (event.type) {
    case 'queued':
      return queued(event);
    case 'routed':
      return step({ at: event.at, kind: 'route', ...routeWords(event.route), facts: recordsOf(event.lookups) });
    case 'attempt-started':
      return null;
    case 'attempt-ended':
      return attempt(event, started);
    case 'recipient':
      return recipient(event);
    case 'report':
      return report(event);
  }
}

function queued({ at, by, recipients, reversePath, destination }: Event<'queued'>): Step {
  const whom = someOf(recipients.map(address));
  const title =
    by === 'release'
      ? `It was released, to be sent to ${whom}`
      : `The rule ${JSON.stringify(by)} sends it on to ${whom}`;
  const facts = [...fact('Sender', address(reversePath)), ...fact('By way of', destination)];
  return step({ at, kind: 'sent', title, text: 'It waits in the queue for its first attempt.', facts });
}

/** Where mail goes, in a sentence. */
export function routeWords(route: Route): Pick<Step, 'title' | 'text' | 'state'> {
  switch (route.kind) {
    case 'local':
      return { state: 'ok', title: 'It stays here', text: `${route.by}.` };
    case 'hold':
      return { state: 'ok', title: 'It stays here', text: route.reason };
    case 'smarthost':
      return { state: 'ok', title: `Its way is by the relay ${route.relay} (${route.host}:${route.port})`, text: null };
    case 'mx':
      return {
        state: 'ok',
        title: `Its way is to ${hostOf(route)}`,
        text: route.implicit
          ? `${route.domain} names no mail server, so its own address counts as one.`
          : `${route.domain} names ${count(route.hosts.length, 'mail server')}; the one with the smallest number is tried first.`,
      };
    case 'failed':
      return {
        state: 'fail',
        title: route.permanent ? 'There is no way to it' : 'There is no way to it for now',
        text: route.reason,
      };
  }
}

/** `mx1.example.org (10)` */
export const hostOf = ({ hosts, implicit, domain }: Extract<Route, { kind: 'mx' }>): string => {
  const [first] = hosts;
  return first ? `${first.name}${implicit ? '' : ` (${first.preference})`}` : domain;
};

/** What the DNS said, with how long it may be believed. */
export const recordsOf = (lookups: readonly Lookup[]): Step['facts'] =>
  lookups.flatMap(({ name, type, outcome, records, cached, error }) => {
    if (outcome !== 'found') return { name: `${type} ${name}`, value: error ?? OUTCOME[outcome] };
    return records.map((record) => ({
      name: `${record.type} ${record.name}`,
      value: `${record.data}, for ${count(record.ttl, 'second')}${cached ? ', known before' : ''}`,
    }));
  });

const OUTCOME = { 'no-data': 'none', 'no-domain': 'there is no such name', failed: 'no answer' } as const;

function attempt(event: Event<'attempt-ended'>, started: Event<'attempt-started'> | undefined): Step {
  const { tls, error, exchanges, port } = event;
  const name = started ? `${started.host.name} ` : '';
  const at = started?.at ?? event.at;
  return step({
    at,
    kind: 'attempt',
    state: error === null ? 'ok' : 'warn',
    title: `Attempt ${event.attempt}: it was offered to ${name}[${event.address}]:${port}`,
    text: error,
    facts: [
      ...fact('TLS', tls && `${tls.version} ${tls.cipher}`),
      ...fact('Certificate', tls && certificateOf(tls)),
      ...fact('Connection', started?.reused ? 'one that was open already' : null),
    ],
    lines: linesOf(exchanges, at),
  });
}

function certificateOf({ trusted, problem, certificate }: NonNullable<Event<'attempt-ended'>['tls']>): string {
  const whose = certificate ? `of ${certificate.subject}, by ${certificate.issuer}` : 'none';
  return trusted ? `${whose}, trusted` : `${whose}, not trusted: ${problem ?? 'nobody vouches for it'}`;
}

function linesOf(exchanges: readonly Exchange[], start: number): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  for (const { command, reply, at } of exchanges) {
    const ms = Math.max(0, at - start);
    // In what goes out we are the client.
    if (command !== null) lines.push({ at: ms, from: 'client', line: command.slice(0, SUBJECT * 5) });
    for (const line of reply) lines.push({ at: ms, from: 'server', line: line.slice(0, SUBJECT * 5) });
  }
  if (lines.length <= WIRE_LINES) return lines;
  const half = WIRE_LINES / 2;
  const left = `${lines.length - WIRE_LINES} lines are left out here`;
  return [...lines.slice(0, half), { at: lines[half]?.at ?? 0, from: 'note', line: left }, ...lines.slice(-half)];
}

function recipient({ at, recipient: to, state, reply, status, nextAttempt }: Event<'recipient'>): Step {
  const words = {
    waiting: ['unfinished', 'warn', `Mail for ${to} could not be handed over yet`],
    delivered: ['sent', 'ok', `Mail for ${to} was handed over`],
    failed: ['refused', 'fail', `Mail for ${to} was refused for good`],
    expired: ['refused', 'fail', `Mail for ${to} was tried for as long as is allowed, in vain`],
    cancelled: ['removed', 'warn', `Mail for ${to} was stopped`],
    uncertain: ['unfinished', 'warn', `It is not known whether mail for ${to} was handed over`],
  } as const;
  const [kind, look, title] = words[state];
  const next = nextAttempt === null ? null : new Date(nextAttempt).toISOString();
  const text =
    state === 'uncertain'
      ? 'The server was stopped between sending it and hearing the answer. It is not sent again by itself, so that nobody gets it twice.'
      : null;
  const facts = [...fact('Answer', reply), ...fact('Status', status), ...fact('Next attempt', next)];
  return step({ at, kind, state: look, title, text, facts });
}

function report({ at, action, recipients, to, reportId, reason }: Event<'report'>): Step {
  const what = {
    failed: 'could not be delivered',
    delayed: 'is delayed',
    delivered: 'was delivered',
    relayed: 'was handed on',
  }[action];
  const title =
    reportId === null
      ? `No report was made that mail for ${someOf(recipients)} ${what}`
      : `The sender, ${address(to)}, got a report that mail for ${someOf(recipients)} ${what}`;
  return step({ at, kind: 'report', title, text: reason, facts: fact('Report', reportId) });
}
