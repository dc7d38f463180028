import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../lib/logger.js';
import { createSessionLog } from '../sessions/log.js';
import { createMemoryStore } from '../store/memory/index.js';
import { Receiver } from '../store/receive.js';
import type { Store } from '../store/store.js';
import { Journey } from './journey.js';
import { ARRIVALS, DEPARTURES, READ_MESSAGES, READERS_PER_MESSAGE, UNASKED } from './limits.js';
import { JourneyLog } from './log.js';
import { Recent } from './recent.js';
import type { Reader } from './types.js';
import { Watcher } from './watch.js';

const ENVELOPE = {
  via: 'smtp',
  reversePath: { address: 'app@example.org', params: {} },
  forwardPaths: [{ address: 'ann@example.org', params: {} }],
  helo: 'x',
  client: { address: '127.0.0.1', port: 1 },
  tls: null,
  user: null,
  body: null,
  smtputf8: false,
} as const;
const rest = (client: string): Reader => ({ protocol: 'rest', account: null, session: null, client, agent: null });
const ann = { ...rest('1.1.1.1'), protocol: 'imap', account: 'ann@example.org', session: 's1' } as const;

let store: Store;
let log: JourneyLog;
let watcher: Watcher;
beforeEach(async () => {
  store = createMemoryStore({ retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
  await store.open();
  log = new JourneyLog();
  watcher = new Watcher(log, store);
  watcher.begin();
});
afterEach(async () => {
  watcher.close();
  expect(await store.verify()).toEqual([]);
  await store.close();
});

async function arrive(...accounts: string[]): Promise<string> {
  const receiver = new Receiver(store);
  await receiver.write(Buffer.from('Subject: x\r\n\r\nx\r\n'));
  return (await receiver.commit({ envelope: ENVELOPE, deliveries: accounts.map((account) => ({ account })) })).id;
}
const box = async (account: string) => (await store.mailbox(account, 'INBOX')).id;
const all = [{ first: 1, last: Number.POSITIVE_INFINITY }];
const told = () => {
  watcher.settle();
  return [...log.departures].reverse().map(({ kind, id, by, from }) => ({ kind, id, by, account: from?.account }));
};

describe('departures', () => {
  it('from one mailbox are told apart from those from everywhere', async () => {
    const shared = await arrive('ann@example.org', 'catchall');
    const alone = await arrive('ann@example.org');
    const mailbox = await box('ann@example.org');
    await store.setFlags(mailbox, all, { mode: 'add', flags: ['\\Deleted'] });
    const { uids } = await store.expunge(mailbox);
    watcher.left(ann, mailbox, uids);
    expect(told()).toEqual([
      { kind: 'removed', id: shared, by: ann, account: 'ann@example.org' },
      { kind: 'deleted', id: alone, by: ann, account: 'ann@example.org' },
    ]);
  });

  it('are the doing of whoever says so, and of nobody else', async () => {
    for (const account of ['ann', 'bob']) {
      await arrive(account, 'catchall');
      const mailbox = await box(account);
      await store.setFlags(mailbox, all, { mode: 'add', flags: ['\\Deleted'] });
      await store.expunge(mailbox);
    }
    watcher.left({ ...ann, account: 'bob' }, await box('bob'), [1]);
    watcher.left(ann, await box('ann'), [99]);
    expect(told().map(({ account, by }) => [account, by?.account])).toEqual([
      ['ann', undefined],
      ['bob', 'bob'],
    ]);
  });

  it('over REST have the name of the one that deletes; of two at a time neither', async () => {
    const [one, two, three] = [await arrive('ann'), await arrive('ann'), await arrive('ann')];
    await watcher.deleting(rest('a'), () => store.delete({ ids: [one] }));
    await store.delete({ ids: [two] });
    await watcher.deleting(rest('b'), () => watcher.deleting(rest('c'), () => store.delete({ ids: [three] })));
    expect(told().map(({ id, by }) => [id, by?.client])).toEqual([
      [one, 'a'],
      [two, undefined],
      [three, undefined],
    ]);
    await expect(watcher.deleting(rest('a'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await store.delete({ ids: [await arrive('ann')] });
    expect(told().at(-1)?.by).toBeNull();
  });

  it('know where a message was moved to, and take its readers along when it goes', async () => {
    const id = await arrive('ann', 'catchall');
    const { id: done } = await store.createMailbox('ann', 'Done');
    watcher.read(ann, id, 'whole');
    const { pairs } = await store.move(await box('ann'), all, done);
    watcher.left(
      ann,
      await box('ann'),
      pairs.map(({ from }) => from),
    );
    watcher.settle();
    expect([...log.departures]).toMatchObject([{ kind: 'moved', to: done, by: ann, facts: null, readings: [] }]);
    await store.delete({ ids: [id] });
    watcher.settle();
    expect(log.goneOf(id)).toMatchObject({ facts: { id, subject: 'x' }, readings: [{ by: ann, how: ['whole'] }] });
  });

  it('are worked off by themselves, a few at a time', async () => {
    for (let n = 0; n < 500; n++) await arrive('ann');
    await store.delete({});
    let turns = 0;
    while (log.departures.size < 500) {
      turns++;
      await new Promise(setImmediate);
    }
    expect(turns).toBeGreaterThan(1);
  });
});

it('looks at no session that brought what it began', async () => {
  const sessions = createSessionLog();
  sessions.watchEnds((session) => watcher.ended(session));
  const client = { address: '127.0.0.1', port: 1 };
  const good = sessions.begin({ protocol: 'smtp', client, id: 'good' });
  good.kept('m1');
  good.transcript = () => {
    throw new Error('It was looked at.');
  };
  good.end();
  const bad = sessions.begin({ protocol: 'smtp', client, id: 'bad' });
  bad.add('client', 'MAIL FROM:<a@x.test>');
  bad.add('server', '550 no');
  bad.fail();
  bad.end();
  watcher.settle();
  expect([...log.attempts].map(({ session }) => session)).toEqual(['bad']);
});

describe('bounds', () => {
  it('of answers that nobody asked for: the first ones only', async () => {
    const journey = new Journey({
      store,
      sessions: createSessionLog(),
      logger: silentLogger,
      retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 },
      plus: 'own',
      catchAll: 'catchall',
      smtp: () => null,
    });
    const asked = { to: 'ann@example.org', since: null, after: null };
    const answers = await Promise.all(Array.from({ length: 50 }, () => journey.whyIfIdle(asked, null)));
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(UNASKED);
    expect(await journey.whyIfIdle(asked, null)).toMatchObject({ verdict: 'nothing' });
    await journey.close();
  });

  it('of messages, readers and departures hold', () => {
    for (let n = 0; n < READ_MESSAGES + 50; n++) log.read(ann, `m${n}`, 'whole', n);
    expect(log.readings.messages).toBeLessThanOrEqual(READ_MESSAGES);
    const last = READ_MESSAGES + 49;
    expect([log.readings.of('m0'), log.readings.of(`m${last}`)]).toMatchObject([[], [{ first: last }]]);
    expect(log.readings.of(`m${READ_MESSAGES / 2}`)).toHaveLength(1);

    for (let n = 0; n < 1000; n++) log.read({ ...ann, session: `s${n}` }, 'm', 'whole', n);
    const readers = log.readings.of('m').map(({ by }) => by.session);
    expect(readers).toHaveLength(READERS_PER_MESSAGE);
    expect([readers[0], readers.at(-1)]).toEqual(['s0', 's999']);

    const facts = { receivedAt: 0, reversePath: '', recipients: [], subject: '', size: 0 };
    for (let n = 0; n < ARRIVALS + 5; n++) log.remember({ id: `a${n}`, ...facts });
    expect([log.facts('a4'), log.facts(`a${ARRIVALS + 4}`)?.subject]).toEqual([undefined, '']);
    expect(log.facts(`a${ARRIVALS / 2}`)).toBeDefined();

    const event = { type: 'deleted', position: 1, accounts: [], ids: [], reason: 'request' } as const;
    for (let n = 0; n < DEPARTURES + 5; n++) log.deleted(`a${n}`, event, n, null, undefined);
    expect(log.departures.size).toBe(DEPARTURES);
    expect(log.goneOf('a4')).toBeUndefined();
  });

  it('in characters hold, whatever addresses and replies are like', () => {
    const long = 'x'.repeat(100_000);
    const facts = { receivedAt: 0, reversePath: '', recipients: [long], subject: '', size: 0 };
    for (let n = 0; n < 200; n++) log.remember({ id: `a${n}`, ...facts });
    expect([log.facts('a100'), log.facts('a199')?.id]).toEqual([undefined, 'a199']);
    for (let n = 0; n < 200; n++) {
      log.attempt({
        at: n,
        position: 0,
        session: 's',
        client: '',
        from: '',
        recipients: [{ address: long, reply: null, fault: false }],
        outcome: 'refused',
        stage: 'recipient',
        reply: null,
        fault: null,
        transcript: '',
      });
    }
    expect(log.attempts.size).toBeLessThan(50);
    const step = {
      at: 0,
      kind: 'sent',
      state: 'ok',
      title: long,
      text: null,
      facts: [],
      lines: [],
      session: null,
    } as const;
    for (let n = 0; n < 200; n++) log.relayed.add(`m${n}`, step);
    expect([log.relayed.of('m100'), log.relayed.of('m199').length]).toEqual([[], 1]);
  });

  it('make one of many looks within a minute, and remember when', () => {
    for (let n = 0; n < 100; n++) log.read(ann, 'm', n % 2 ? 'whole' : 'top', n * 1000);
    expect(log.readings.of('m')).toMatchObject([
      { how: ['top', 'whole'], first: 0, last: 60_000, times: 61 },
      { how: ['whole', 'top'], first: 61_000, last: 99_000, times: 39 },
    ]);
  });

  it('by weight keep at least the latest', () => {
    const recent = new Recent<string>(100, 10, (text) => text.length);
    for (const text of ['aaaa', 'bbbb', 'cccc', 'd'.repeat(50)]) recent.push(text);
    expect([...recent]).toEqual(['d'.repeat(50)]);
    for (let n = 0; n < 5000; n++) recent.push('x');
    expect([...recent]).toHaveLength(10);
  });
});
