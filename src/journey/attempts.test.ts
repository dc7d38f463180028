import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../sessions/registry.js';
import { decodeTranscript, type TranscriptLine } from '../sessions/transcript.js';
import { attemptsOf } from './attempts.js';
import { DIALOGUE } from './limits.js';

const SPEAKER = { C: 'client', S: 'server', '*': 'note' } as const;

/** `C: …`, `S: …`, `*: …`, one line each millisecond. */
const dialogue = (text: string): TranscriptLine[] =>
  text
    .trim()
    .split('\n')
    .map((row, at) => {
      const [letter, ...rest] = row.trim().split(': ');
      return { at, from: SPEAKER[letter as keyof typeof SPEAKER], line: rest.join(': ') };
    });

const info = (change: Partial<SessionInfo> = {}): SessionInfo => ({
  id: 's1',
  protocol: 'smtp',
  client: { address: '127.0.0.1', port: 4000 },
  startedAt: 1000,
  endedAt: 2000,
  user: null,
  tls: null,
  outcome: 'failed',
  messages: [],
  messageCount: 0,
  ...change,
});

const GREETING = `S: 220 restante.test ESMTP
  C: EHLO app.test
  S: 250-restante.test
  S: 250 PIPELINING`;

const attempts = (text: string, change?: Partial<SessionInfo>) => attemptsOf(info(change), dialogue(text));

describe('what a session attempted', () => {
  it('is nothing where all was kept', () => {
    const text = `${GREETING}
      C: MAIL FROM:<a@x.test>
      S: 250 2.1.0 Sender noted
      C: RCPT TO:<ann@x.test>
      S: 250 2.1.5 Recipient noted
      C: DATA
      S: 354 Go ahead
      *: 12 bytes of message
      S: 250 2.0.0 OK: kept as m1
      C: QUIT
      S: 221 Bye`;
    expect(attempts(text, { outcome: 'messages' })).toEqual([]);
  });

  it('says which recipients were refused although the mail was kept', () => {
    const [attempt, ...more] = attempts(`${GREETING}
      C: MAIL FROM:<a@x.test>
      S: 250 2.1.0 Sender noted
      C: RCPT TO:<ann@x.test>
      S: 250 2.1.5 Recipient noted
      C: RCPT TO:<bob@x.test>
      *: fault: recipient refused on purpose
      S: 451 Chaos recipient error
      C: DATA
      S: 354 Go ahead
      S: 250 2.0.0 OK: kept as m1`);
    expect(more).toEqual([]);
    expect(attempt).toMatchObject({
      session: 's1',
      client: '127.0.0.1',
      from: 'a@x.test',
      outcome: 'kept',
      stage: 'recipient',
      reply: '451 Chaos recipient error',
      fault: 'recipient refused on purpose',
      recipients: [
        { address: 'ann@x.test', reply: '250 2.1.5 Recipient noted', fault: false },
        { address: 'bob@x.test', reply: '451 Chaos recipient error', fault: true },
      ],
    });
    // The dialogue of the transaction alone, and the time of its end.
    const lines = decodeTranscript(attempt?.transcript ?? '');
    expect([lines[0]?.line, lines.at(-1)?.line]).toEqual(['MAIL FROM:<a@x.test>', '250 2.0.0 OK: kept as m1']);
    expect(attempt?.at).toBe(1000 + (lines.at(-1)?.at ?? 0));
  });

  it.each([
    [
      'a sender that is refused, with recipients sent along with it',
      `C: MAIL FROM:<a@x.test>
       S: 530 5.7.0 Log in first
       C: RCPT TO:<ann@x.test>
       S: 503 5.5.1 MAIL first
       C: QUIT
       S: 221 Bye`,
      { outcome: 'refused', stage: 'sender', reply: '530 5.7.0 Log in first' },
    ],
    [
      'every recipient refused',
      `C: MAIL FROM: a@x.test
       S: 250 ok
       C: RCPT TO: ann@x.test
       S: 550 Invalid recipient
       C: QUIT
       S: 221 Bye`,
      { outcome: 'refused', stage: 'recipient', reply: '550 Invalid recipient' },
    ],
    [
      'a message refused when all of it was there',
      `C: MAIL FROM:<a@x.test>
       S: 250 ok
       C: RCPT TO:<ann@x.test>
       S: 250 ok
       C: DATA
       S: 354 go
       *: 900 bytes of message
       S: 552 5.3.4 The message is larger than the limit of 100 bytes`,
      { outcome: 'refused', stage: 'message', reply: '552 5.3.4 The message is larger than the limit of 100 bytes' },
    ],
    [
      'a client that fell silent',
      `C: MAIL FROM:<a@x.test>
       S: 250 ok
       C: RCPT TO:<ann@x.test>
       S: 250 ok
       S: 421 4.4.2 Nothing was heard for too long`,
      { outcome: 'timed-out', stage: 'message', reply: '421 4.4.2 Nothing was heard for too long' },
    ],
    [
      'a client that vanished',
      `C: MAIL FROM:<a@x.test>
       S: 250 ok
       C: RCPT TO:<ann@x.test>
       S: 250 ok
       C: DATA
       S: 354 go
       *: the connection ended in the middle of a transaction after 7 bytes of message; nothing is kept`,
      { outcome: 'broken', stage: 'message' },
    ],
    [
      'a client that took it back',
      `C: MAIL FROM:<a@x.test>
       S: 250 ok
       C: RCPT TO:<ann@x.test>
       S: 250 ok
       C: QUIT
       S: 221 Bye`,
      { outcome: 'given-up', stage: 'message', reply: null },
    ],
  ])('is %s', (_name, text, expected) => {
    const all = attempts(`${GREETING}\n${text}`);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ from: 'a@x.test', recipients: [{ address: 'ann@x.test' }], ...expected });
  });

  it('is still open while the session is', () => {
    const text = `${GREETING}
      C: MAIL FROM:<a@x.test>
      S: 250 ok
      C: RCPT TO:<ann@x.test>
      S: 250 ok`;
    expect(attempts(text, { endedAt: null, outcome: 'open' })).toMatchObject([{ outcome: 'open' }]);
  });

  it('is one for each transaction', () => {
    const one = (name: string) => `C: MAIL FROM:<a@x.test>
      S: 250 ok
      C: RCPT TO:<${name}@x.test>
      S: 550 no
      C: RSET
      S: 250 ok`;
    const all = attempts(`${GREETING}\n${one('ann')}\n${one('bob')}`);
    expect(all.map(({ recipients }) => recipients[0]?.address)).toEqual(['ann@x.test', 'bob@x.test']);
  });

  it.each([
    [
      'a handshake that failed',
      `C: STARTTLS
       S: 220 2.0.0 Ready to start TLS
       *: TLS handshake failed: alert unknown ca`,
      { stage: 'tls', outcome: 'broken' },
    ],
    [
      'a login that was refused, whatever its lines are',
      `C: AUTH LOGIN
       S: 334 VXNlcm5hbWU6
       C: ***
       S: 334 UGFzc3dvcmQ6
       C: ***
       S: 535 5.7.8 Wrong
       C: QUIT
       S: 221 Bye`,
      { stage: 'login', outcome: 'refused', reply: '535 5.7.8 Wrong' },
    ],
    ['no place', '*: too many connections', { stage: 'connection', outcome: 'broken', reply: 'too many connections' }],
  ])('without a transaction is %s', (_name, text, expected) => {
    expect(attempts(text)).toMatchObject([{ from: null, recipients: [], ...expected }]);
  });

  it('without a transaction is nothing when nothing failed', () => {
    expect(attempts(`${GREETING}\nC: QUIT\nS: 221 Bye`, { outcome: 'nothing' })).toEqual([]);
  });

  it('of any lines whatever is something, or nothing, and never an error', () => {
    const word = fc.constantFrom(
      'MAIL FROM:<a@x>',
      'RCPT TO:<b@x>',
      'RCPT TO:',
      'DATA',
      'RSET',
      'QUIT',
      'EHLO',
      '250 ok',
      '354 go',
      '550 no',
      '334 x',
      '421 4.4.2 late',
      'fault: x refused on purpose',
      'connection failed: x',
      '',
    );
    const line = fc.record({
      at: fc.nat(),
      from: fc.constantFrom('client', 'server', 'note'),
      line: fc.oneof(word, fc.string()),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.constantFrom('failed', 'nothing', 'open'), (lines, outcome) => {
        for (const attempt of attemptsOf(info({ outcome, endedAt: outcome === 'open' ? null : 2 }), lines)) {
          expect(attempt.recipients.length).toBeLessThanOrEqual(50);
          expect(decodeTranscript(attempt.transcript).length > 0).toBe(lines.length > 0);
          if (attempt.outcome === 'kept')
            expect(attempt.recipients.some(({ reply }) => /^[45]/.test(reply ?? ''))).toBe(true);
        }
      }),
    );
  });

  it('keeps beginning and end of a long dialogue', () => {
    const many = Array.from({ length: 2000 }, (_, n) => `C: RCPT TO:<u${n}@x.test>\nS: 550 no`).join('\n');
    const [attempt] = attempts(`${GREETING}\nC: MAIL FROM:<a@x.test>\nS: 250 ok\n${many}`);
    expect(attempt?.transcript.length).toBeLessThan(DIALOGUE + 200);
    const lines = decodeTranscript(attempt?.transcript ?? '').map(({ line }) => line);
    expect(lines[0]).toBe('MAIL FROM:<a@x.test>');
    expect(lines.at(-2)).toBe('RCPT TO:<u1999@x.test>');
    expect(lines.filter((line) => /^\d+ lines are left out here$/.test(line))).toHaveLength(1);
    expect(attempt?.recipients).toHaveLength(50);
  });
});
