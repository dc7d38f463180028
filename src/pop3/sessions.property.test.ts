import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DRIVERS } from '../store/testing/drivers.js';
import type { Pop3Client } from './testing/pop3-client.js';
import { type Running, start, until } from './testing/start.js';

const ACCOUNT = 'model@example.org';

/** What the RFC says there is, said as plainly as can be: messages in order, and one session at a time. */
interface Model {
  /** Delivered and not deleted, oldest first. */
  inbox: { raw: string; name: string | null }[];
  session: { drop: Model['inbox']; marked: Set<number> } | null;
}

interface Real {
  readonly server: Running;
  client: Pop3Client | null;
}

type Step = fc.AsyncCommand<Model, Real>;

/** A step with what must hold before it. */
const step = (text: string, check: (model: Readonly<Model>) => boolean, run: Step['run']): Step => ({
  check,
  run,
  toString: () => text,
});

const inSession = (model: Readonly<Model>): boolean => model.session !== null;
const sessionOf = (model: Model) => model.session as NonNullable<Model['session']>;
const clientOf = (real: Real): Pop3Client => real.client as Pop3Client;
const left = ({ drop, marked }: NonNullable<Model['session']>) =>
  drop.flatMap((message, at) => (marked.has(at + 1) ? [] : [{ ...message, number: at + 1 }]));
const octets = (messages: readonly { raw: string }[]): number =>
  messages.reduce((sum, { raw }) => sum + Buffer.byteLength(raw), 0);

const deliver = fc.string({ maxLength: 30, unit: 'grapheme' }).map((subject) => {
  const raw = `Subject: ${subject.replace(/[\r\n]/g, '')}\r\n\r\n.${subject}\r\n`;
  return step(
    `deliver ${JSON.stringify(raw)}`,
    () => true,
    async (model, { server }) => {
      await server.deliver(raw, ACCOUNT);
      model.inbox.push({ raw, name: null });
    },
  );
});

const login = step(
  'login',
  (model) => !inSession(model),
  async (model, real) => {
    const client = await real.server.connect();
    const all = { drop: [...model.inbox], marked: new Set<number>() };
    expect(await client.login(ACCOUNT)).toBe(
      `+OK ${all.drop.length} message${all.drop.length === 1 ? '' : 's'} (${octets(all.drop)} octets)`,
    );
    real.client = client;
    model.session = all;
  },
);

const second = step('second login', inSession, async (_model, { server }) => {
  const client = await server.connect();
  await client.ok(`USER ${ACCOUNT}`);
  expect(await client.say('PASS x')).toMatch(/^-ERR \[IN-USE\] /);
  client.destroy();
});

/** STAT says what is left; asked behind each command that changes it. */
async function checkStat(model: Model, real: Real): Promise<void> {
  const messages = left(sessionOf(model));
  expect(await clientOf(real).say('STAT')).toBe(`+OK ${messages.length} ${octets(messages)}`);
}

const list = step('LIST', inSession, async (model, real) => {
  const messages = left(sessionOf(model));
  const sizes = messages.map(({ number, raw }) => `${number} ${Buffer.byteLength(raw)}`);
  expect(await clientOf(real).lines('LIST')).toEqual(sizes);
});

const uidl = step('UIDL', inSession, async (model, real) => {
  const { drop } = sessionOf(model);
  const told = (await clientOf(real).lines('UIDL')).map((line) => line.split(' ') as [string, string]);
  expect(told.map(([number]) => Number(number))).toEqual(left(sessionOf(model)).map(({ number }) => number));
  for (const [number, name] of told) {
    const message = drop[Number(number) - 1] as Model['inbox'][number];
    // The name of a message never changes, and no other has it.
    message.name ??= name;
    expect(name).toBe(message.name);
  }
  const names = drop.flatMap(({ name }) => name ?? []);
  expect(new Set(names).size).toBe(names.length);
});

const about = (verb: 'RETR' | 'DELE' | 'LIST' | 'TOP') =>
  fc
    .oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) }, { weight: 1, arbitrary: fc.nat(40) })
    .map((number) =>
      step(`${verb} ${number}`, inSession, async (model, real) => {
        const session = sessionOf(model);
        const command = verb === 'TOP' ? `TOP ${number} 0` : `${verb} ${number}`;
        const message = session.marked.has(number) ? undefined : session.drop[number - 1];
        const reply = await clientOf(real).say(command);
        expect(reply).toMatch(message ? /^\+OK/ : /^-ERR/);
        if (!message) return;
        if (verb === 'DELE') {
          session.marked.add(number);
          await checkStat(model, real);
        }
        if (verb === 'LIST') expect(reply).toBe(`+OK ${number} ${Buffer.byteLength(message.raw)}`);
        if (verb === 'RETR') expect((await clientOf(real).rest()).toString()).toBe(message.raw);
        if (verb === 'TOP') {
          expect((await clientOf(real).rest()).toString()).toBe(
            message.raw.slice(0, message.raw.indexOf('\r\n\r\n') + 4),
          );
        }
      }),
    );

const rset = step('RSET', inSession, async (model, real) => {
  await clientOf(real).ok('RSET');
  sessionOf(model).marked.clear();
  await checkStat(model, real);
});

const leave = (how: 'QUIT' | 'vanish') =>
  step(how, inSession, async (model, real) => {
    const client = clientOf(real);
    const { drop, marked } = sessionOf(model);
    if (how === 'QUIT') {
      await client.ok('QUIT');
      expect(await client.ended()).toBe('');
      const gone = new Set(drop.filter((_, at) => marked.has(at + 1)));
      model.inbox = model.inbox.filter((message) => !gone.has(message));
    } else {
      client.destroy();
      await until(() => real.server.sessions.list({ limit: 1, outcome: 'open' }).sessions.length === 0);
    }
    model.session = null;
    real.client = null;
  });

describe.each(DRIVERS)('random sessions over the %s store', (_driver, open) => {
  let server: Running;
  beforeEach(async () => {
    server = await start({}, { opened: await open() });
  });
  afterEach(() => server.stop());

  it('see what the RFC says they see, and leave what it says is left', async () => {
    const steps = fc.commands(
      [
        deliver,
        fc.constant(login),
        fc.constant(second),
        deliver,
        fc.constant(list),
        fc.constant(uidl),
        about('RETR'),
        about('DELE'),
        about('DELE'),
        about('DELE'),
        about('LIST'),
        about('TOP'),
        fc.constant(rset),
        fc.constant(leave('QUIT')),
        fc.constant(leave('vanish')),
      ],
      { maxCommands: 60, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (commands) => {
        await server.store.ensureAccount(ACCOUNT);
        await server.store.deleteAccount(ACCOUNT);
        const model: Model = { inbox: [], session: null };
        const real: Real = { server, client: null };
        await fc.asyncModelRun(() => ({ model, real }), commands).finally(() => real.client?.destroy());
        await until(() => server.sessions.list({ limit: 1, outcome: 'open' }).sessions.length === 0);
        expect((await server.store.account(ACCOUNT).catch(() => ({ messages: 0 }))).messages).toBe(model.inbox.length);
      }),
      { numRuns: 40 },
    );
  });
});
