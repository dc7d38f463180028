import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DRIVERS } from '../../store/testing/drivers.js';
import { Mirror } from '../testing/mirror.js';
import { type Started, startImap } from '../testing/start.js';

const SUBJECTS = ['alpha', 'beta', 'Re: beta', 'gamma', ''];
const subject = fc.constantFrom(...SUBJECTS);
const set = fc.constantFrom('1', '2', '*', '1:*', '2:4', '1,3', '3:*');
const sign = fc.constantFrom('+', '-');
const flag = fc.constantFrom('\\Seen', '\\Deleted', '\\Flagged');

/** What somebody does: another session, the same one, or SMTP. */
type Step =
  | { readonly do: 'deliver'; readonly subject: string }
  | { readonly do: 'own' | 'other'; readonly command: string };

const command = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(set, sign, flag).map(([s, how, f]) => `STORE ${s} ${how}FLAGS (${f})`) },
  { weight: 2, arbitrary: fc.tuple(set, sign, flag).map(([s, how, f]) => `STORE ${s} ${how}FLAGS.SILENT (${f})`) },
  { weight: 1, arbitrary: fc.constantFrom('EXPUNGE', 'NOOP', 'UID MOVE 2 Archive') },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver' as const), subject }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('own' as const, 'other' as const), command }) },
);

/** Results that are kept true, by number and by UID, with and without an order. */
const RESULTS = [
  ['SEARCH', '', 'UNSEEN UNDELETED'],
  ['UID SEARCH', '', 'OR FLAGGED SUBJECT beta'],
  ['SORT', '(SUBJECT REVERSE ARRIVAL) UTF-8 ', 'UNDELETED'],
  ['UID SORT', '(REVERSE SUBJECT) UTF-8 ', 'NOT FLAGGED'],
] as const;

/** A result as a client keeps it by what it is told (RFC 5267 §4.3.3, §4.3.4); UIDs in any case. */
class Result {
  list: number[] = [];

  constructor(
    readonly tag: string,
    readonly command: (typeof RESULTS)[number],
    private readonly mirror: Mirror,
  ) {}

  hear(line: string): void {
    const told = new RegExp(`^\\* ESEARCH \\(TAG "${this.tag}"\\)(?: UID)? (ADDTO|REMOVEFROM) \\((.*)\\)$`).exec(line);
    if (!told) return;
    const words = (told[2] as string).split(' ');
    for (let i = 0; i < words.length; i += 2) this.#change(told[1] as string, Number(words[i]), words[i + 1] as string);
  }

  #change(how: string, position: number, text: string): void {
    const uids = this.uids(text);
    if (position === 0) {
      expect(this.command[0]).toMatch(/SEARCH/);
      for (const uid of uids) expect(this.list.includes(uid)).toBe(how === 'REMOVEFROM');
      this.list = how === 'ADDTO' ? [...this.list, ...uids] : this.list.filter((uid) => !uids.includes(uid));
      this.list.sort((a, b) => a - b);
    } else if (how === 'ADDTO') {
      expect(position).toBeLessThanOrEqual(this.list.length + 1);
      this.list.splice(position - 1, 0, ...uids);
    } else expect(this.list.splice(position - 1, uids.length)).toEqual(uids);
  }

  uids(text: string): number[] {
    const numbers = text.split(',').flatMap((range) => {
      const [first, last = first] = range.split(':').map(Number) as [number, number?];
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
    if (this.command[0].startsWith('UID')) return numbers;
    return numbers.map((number) => this.mirror.messages[number - 1]?.uid ?? Number.NaN);
  }
}

async function play(server: Started, steps: readonly Step[]): Promise<void> {
  for (const each of ['beta', 'alpha']) await server.deliver(`Subject: ${each}\r\n\r\n`);
  const client = await server.login();
  const other = await server.login('ann@example.org', 'INBOX');
  const mirror = new Mirror(client);
  for (const line of await client.ok('SELECT INBOX')) mirror.hear(line);
  await mirror.say('FETCH 1:* (UID)');
  const results: Result[] = [];
  for (const command of RESULTS) {
    client.write(`u${results.length} ${command[0]} RETURN (UPDATE ALL) ${command[1]}${command[2]}\r\n`);
    const result = new Result(`u${results.length}`, command, mirror);
    const all = / ALL (\S+)$/.exec(await client.response())?.[1];
    if (all) result.list = result.uids(all);
    expect(await client.response()).toMatch(/^u\d OK /);
    results.push(result);
  }
  const say = async (command: string): Promise<void> => {
    const { untagged } = await client.say(command);
    for (const line of untagged) {
      mirror.hear(line);
      // A client that wants to know numbers asks for UIDs; this one is told, so that it can go on at once.
      for (const known of mirror.messages) known.uid ??= await newestUid(server, mirror);
      for (const result of results) result.hear(line);
    }
  };
  for (const each of steps) {
    if (each.do === 'deliver') await server.deliver(`Subject: ${each.subject}\r\n\r\n`);
    else if (each.do === 'other') await other.say(each.command);
    else await say(each.command);
    await say('NOOP');
  }
  for (const { list, command } of results) {
    const [verb, criteria, condition] = command;
    const uidVerb = verb.startsWith('UID') ? verb : `UID ${verb}`;
    const now = (await client.ok(`${uidVerb} ${criteria}${condition}`))[0] as string;
    expect(list).toEqual((now.match(/\d+/g) ?? []).map(Number));
  }
}

/** The UID of the one message that the client has just been told of. */
async function newestUid({ store }: Started, { messages }: Mirror): Promise<number> {
  const { id } = await store.mailbox('ann@example.org', 'INBOX');
  const known = new Set(messages.map(({ uid }) => uid));
  const { entries } = await store.entries(id, { limit: 1000 });
  return entries.find(({ uid }) => !known.has(uid))?.uid ?? Number.NaN;
}

it.each(DRIVERS)(
  'whatever happens, a result that is kept true by what is told is what would be found now: %s store',
  async (driver, open) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { store, remove } = await open();
        const server = await startImap({}, store);
        try {
          await play(server, steps);
          expect(await store.verify()).toEqual([]);
        } finally {
          await server.stop();
          await remove();
        }
      }),
      { numRuns: driver === 'memory' ? 60 : 10 },
    );
  },
  120_000,
);
