import { describe, expect, it } from 'vitest';
import { createSessionLog, type SessionLogLimits } from './log.js';
import { decodeTranscript } from './transcript.js';

const client = { address: '127.0.0.1', port: 4000 };

function start(limits: SessionLogLimits = {}) {
  let time = 1000;
  const log = createSessionLog({ now: () => time, ...limits });
  const begin = (id: string) => log.begin({ protocol: 'smtp', client, id });
  return { log, begin, pass: (ms: number) => (time += ms) };
}

describe('createSessionLog', () => {
  it('lists sessions newest first, open ones too, by pages and by outcome', () => {
    const { log, begin } = start();
    const [a, b, c] = ['a', 'b', 'c'].map(begin);
    a?.kept('m1');
    a?.end();
    b?.fail();
    b?.end();
    expect(log.list({ limit: 10 }).sessions.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['c', 'open'],
      ['b', 'failed'],
      ['a', 'messages'],
    ]);
    c?.end();
    expect(log.list({ limit: 10, outcome: 'nothing' }).sessions.map(({ id }) => id)).toEqual(['c']);
    const first = log.list({ limit: 2 });
    expect([first.sessions.map(({ id }) => id), first.next]).toEqual([['c', 'b'], 'b']);
    const second = log.list({ limit: 2, before: 'b' });
    expect([second.sessions.map(({ id }) => id), second.next]).toEqual([['a'], null]);
    expect(log.list({ limit: 2, before: 'gone' })).toEqual({ sessions: [], next: null });
    expect(log.get('a')?.info).toMatchObject({ id: 'a', messages: ['m1'], messageCount: 1, client, startedAt: 1000 });
    expect(log.get('gone')).toBeUndefined();
  });

  it('calls a session failed although it brought messages', () => {
    const { log, begin } = start();
    const session = begin('a');
    session.kept('m1');
    session.fail();
    session.end();
    expect(log.get('a')?.info.outcome).toBe('failed');
  });

  it.each([
    [['QUIT'], true],
    [['a1 LOGOUT'], true],
    [['quit '], true],
    [['EHLO x', 'QUIT'], false],
    [['QUIT', 'NOOP'], false],
    [[], false],
  ])('of a client that says %j nothing is kept: %s', (lines, forgotten) => {
    const { log, begin } = start();
    const session = begin('a');
    session.add('server', '220 here');
    for (const line of lines) session.add('client', line);
    session.add('server', '221 bye');
    session.end();
    expect(log.get('a') === undefined).toBe(forgotten);
  });

  it('writes down who said what and when', () => {
    const { log, begin, pass } = start();
    const session = begin('a');
    session.add('server', '220 here');
    pass(5);
    session.add('client', 'EHLO\tx\x07');
    pass(1);
    session.add('note', 'a note');
    expect(log.get('a')?.transcript).toEqual([
      { at: 0, from: 'server', line: '220 here' },
      { at: 5, from: 'client', line: 'EHLO\tx\\x07' },
      { at: 6, from: 'note', line: 'a note' },
    ]);
    pass(10);
    session.end();
    session.add('note', 'too late');
    expect(log.get('a')?.info.endedAt).toBe(1016);
    expect(log.get('a')?.transcript).toHaveLength(3);
  });

  it('gives each message the prelude and its own lines only', () => {
    const { log, begin } = start();
    const session = begin('a');
    const say = (...lines: string[]) => {
      for (const line of lines) session.add('client', line);
    };
    const linesOf = (text: string) => decodeTranscript(text).map(({ line }) => line);
    session.keepAsPrelude();
    say('greeting', 'EHLO');
    session.beginTransaction();
    say('MAIL 1', 'DATA 1');
    const first = session.trace();
    expect(first.id).toBe('a');
    say('250 kept 1', 'NOOP');
    session.beginTransaction();
    say('MAIL 2', 'RSET');
    session.keepAsPrelude();
    say('AUTH', 'AUTH answer');
    session.beginTransaction();
    say('MAIL 3');
    expect(linesOf(first.transcript)).toEqual(['greeting', 'EHLO', 'MAIL 1', 'DATA 1']);
    expect(linesOf(session.trace().transcript)).toEqual(['greeting', 'EHLO', 'AUTH', 'AUTH answer', 'MAIL 3']);
    expect(log.get('a')?.transcript.map(({ line }) => line)).toEqual(
      'greeting,EHLO,MAIL 1,DATA 1,250 kept 1,NOOP,MAIL 2,RSET,AUTH,AUTH answer,MAIL 3'.split(','),
    );
  });

  it('keeps beginning and end of a long dialogue and says what is left out', () => {
    const { log, begin } = start();
    const session = begin('a');
    for (let at = 0; at < 100_000; at++) session.add('client', `line ${at}`);
    const lines = log.get('a')?.transcript.map(({ line }) => line) ?? [];
    expect(lines[0]).toBe('line 0');
    expect(lines.at(-1)).toBe('line 99999');
    expect(lines.filter((line) => /^[\d,]+ characters are left out here$/.test(line))).toHaveLength(1);
    expect(session.size).toBeLessThanOrEqual(64 * 1024);
    session.end();
    expect(session.size).toBeLessThanOrEqual(64 * 1024);
    expect(log.get('a')?.transcript.at(-1)?.line).toBe('line 99999');
  });

  it('stays bounded over a hundred thousand transactions, and so does each message', () => {
    const { begin } = start();
    const session = begin('a');
    for (let at = 0; at < 100_000; at++) {
      session.keepAsPrelude();
      session.add('client', 'EHLO again');
      session.beginTransaction();
      session.add('client', `MAIL ${at}`);
      const { transcript } = session.trace();
      expect(transcript.length).toBeLessThan(5000);
      session.kept(`m${at}`);
    }
    expect(session.size).toBeLessThanOrEqual(64 * 1024);
    expect(session.info()).toMatchObject({ messageCount: 100_000 });
    expect(session.info().messages).toHaveLength(100);
    expect(session.info().messages.at(-1)).toBe('m99999');
  });

  it('cuts a long line', () => {
    const { log, begin } = start();
    begin('a').add('client', 'x'.repeat(5000));
    expect(log.get('a')?.transcript[0]?.line).toMatch(/^x{1000} … \(5000 characters\)$/);
  });

  it('forgets the sessions that ended first, by number and by size, and never open ones', () => {
    const byCount = start({ count: 2 });
    byCount.begin('open');
    for (const id of ['a', 'b', 'c']) byCount.begin(id).end();
    expect(byCount.log.list({ limit: 10 }).sessions.map(({ id }) => id)).toEqual(['c', 'b', 'open']);

    const bySize = start({ characters: 2000 });
    for (const id of ['a', 'b', 'c']) {
      const session = bySize.begin(id);
      session.add('client', 'x'.repeat(900));
      session.end();
      session.end();
    }
    expect(bySize.log.list({ limit: 10 }).sessions.map(({ id }) => id)).toEqual(['c', 'b']);
  });
});
