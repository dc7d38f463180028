import { describe, expect, it } from 'vitest';
import type { RelayEvent } from '../../relay/events.js';
import { STEPS_PER_MESSAGE, WIRE_LINES } from '../limits.js';
import { Relayed } from '../relayed.js';
import { relayStep } from './relay.js';

const base = { at: 5000, messageId: 'm1', itemId: 'i1' } as const;
const host = { name: 'mx1.one.example', preference: 10, addresses: ['192.0.2.1'], port: 25 };
const started = {
  ...base,
  at: 1000,
  type: 'attempt-started',
  attempt: 2,
  recipients: ['ann@one.example'],
  host,
  address: '192.0.2.1',
  port: 25,
  reused: false,
} as const;
const ended = {
  ...base,
  type: 'attempt-ended',
  attempt: 2,
  address: '192.0.2.1',
  port: 25,
  exchanges: [
    { command: null, reply: ['220 mx1'], at: 1010 },
    { command: 'EHLO x', reply: ['250-mx1', '250 SIZE'], at: 1020 },
  ],
  tls: null,
  error: null,
} as const;
const recipient = {
  ...base,
  type: 'recipient',
  recipient: 'ann@one.example',
  reply: '450 busy',
  status: '4.2.0',
  nextAttempt: null,
} as const;
const routed = { ...base, type: 'routed', lookups: [] } as const;
const report = { ...base, type: 'report', recipients: ['ann@one.example'], to: 'shop@here.example' } as const;

const titleOf = (event: RelayEvent) => relayStep(event)?.title;

describe('a step of the way out', () => {
  it.each<[RelayEvent, string]>([
    [
      { ...base, type: 'queued', recipients: ['a@x', 'b@x'], reversePath: '', by: 'all to me', destination: 'x' },
      'The rule "all to me" sends it on to a@x and b@x',
    ],
    [{ ...routed, route: { kind: 'local', by: 'one.example is local' } }, 'It stays here'],
    [{ ...routed, route: { kind: 'hold', reason: 'no rule' } }, 'It stays here'],
    [
      { ...routed, route: { kind: 'smarthost', relay: 'out', host: 'mail.test', port: 587 } },
      'Its way is by the relay out (mail.test:587)',
    ],
    [
      {
        ...routed,
        route: { kind: 'mx', domain: 'one.example', hosts: [{ ...host, name: 'one.example' }], implicit: true },
      },
      'Its way is to one.example',
    ],
    [{ ...routed, route: { kind: 'failed', permanent: true, status: '5.1.2', reason: 'x' } }, 'There is no way to it'],
    [
      { ...routed, route: { kind: 'failed', permanent: false, status: '4.4.3', reason: 'x' } },
      'There is no way to it for now',
    ],
    [{ ...recipient, state: 'waiting' }, 'Mail for ann@one.example could not be handed over yet'],
    [{ ...recipient, state: 'delivered' }, 'Mail for ann@one.example was handed over'],
    [{ ...recipient, state: 'failed' }, 'Mail for ann@one.example was refused for good'],
    [{ ...recipient, state: 'expired' }, 'Mail for ann@one.example was tried for as long as is allowed, in vain'],
    [{ ...recipient, state: 'cancelled' }, 'Mail for ann@one.example was stopped'],
    [{ ...recipient, state: 'uncertain' }, 'It is not known whether mail for ann@one.example was handed over'],
    [
      { ...report, action: 'delayed', reportId: 'r1', reason: null },
      'The sender, shop@here.example, got a report that mail for ann@one.example is delayed',
    ],
    [
      { ...report, action: 'failed', reportId: null, reason: 'The store is full.' },
      'No report was made that mail for ann@one.example could not be delivered',
    ],
  ])('%j', (event, title) => expect(titleOf(event)).toBe(title));

  it('names records with their times, and what was not there', () => {
    const lookup = { name: 'one.example', cached: true, server: null, at: 0, error: null } as const;
    const found = relayStep({
      ...routed,
      route: { kind: 'hold', reason: 'x' },
      lookups: [
        {
          ...lookup,
          type: 'MX',
          outcome: 'found',
          records: [{ name: 'one.example', type: 'MX', data: '10 mx1', ttl: 1 }],
        },
        { ...lookup, type: 'AAAA', outcome: 'no-data', records: [] },
        { ...lookup, type: 'A', outcome: 'failed', records: [], error: 'SERVFAIL' },
      ],
    });
    expect(found?.facts).toEqual([
      { name: 'MX one.example', value: '10 mx1, for 1 second, known before' },
      { name: 'AAAA one.example', value: 'none' },
      { name: 'A one.example', value: 'SERVFAIL' },
    ]);
  });

  it('is one for the beginning and the end of an attempt, with its dialogue', () => {
    const relayed = new Relayed();
    expect(relayed.take(started)).toBeNull();
    expect(relayed.take(ended)).toMatchObject({
      at: 1000,
      title: 'Attempt 2: it was offered to mx1.one.example [192.0.2.1]:25',
      lines: [
        { at: 10, from: 'server', line: '220 mx1' },
        { at: 20, from: 'client', line: 'EHLO x' },
        { at: 20, from: 'server', line: '250-mx1' },
        { at: 20, from: 'server', line: '250 SIZE' },
      ],
    });
    const failed = relayStep({ ...ended, exchanges: [], error: 'Nobody listens there.' });
    expect(failed).toMatchObject({ state: 'warn', text: 'Nobody listens there.', lines: [] });
  });

  it('says whether a certificate is to be trusted', () => {
    const tls = { version: 'TLSv1.3', cipher: 'X', trusted: false, problem: 'self-signed', certificate: null };
    expect(relayStep({ ...ended, tls })?.facts).toEqual([
      { name: 'TLS', value: 'TLSv1.3 X' },
      { name: 'Certificate', value: 'none, not trusted: self-signed' },
    ]);
  });

  it('is bounded in lines, and so are the steps of a message', () => {
    const exchanges = Array.from({ length: 500 }, (_, n) => ({ command: `RCPT ${n}`, reply: ['250 ok'], at: n }));
    const made = relayStep({ ...ended, exchanges });
    expect(made?.lines).toHaveLength(WIRE_LINES + 1);
    expect([made?.lines[0]?.line, made?.lines.at(-2)?.line]).toEqual(['RCPT 0', 'RCPT 499']);

    const relayed = new Relayed();
    for (let n = 0; n < 1000; n++) relayed.take({ ...recipient, state: 'waiting', at: n });
    const times = relayed.of('m1').map(({ at }) => at);
    expect(times).toHaveLength(STEPS_PER_MESSAGE);
    expect([times[0], times.at(-1)]).toEqual([0, 999]);
    for (let n = 0; n < 3000; n++) relayed.take({ ...recipient, messageId: `n${n}`, state: 'delivered' });
    expect([relayed.of('m1').length, relayed.of('n2999').length]).toEqual([0, 1]);
  });
});
