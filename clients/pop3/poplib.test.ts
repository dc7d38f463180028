// Needs python3 (Debian: python3)
import { afterEach, describe, expect, it } from 'vitest';
import { type House, STORES, startHouse } from '../lib/house.js';
import { MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';

let house: House;
afterEach(() => house.stop());

/** Runs Python with `box`, a connection of poplib, and gives what it writes as JSON. */
async function poplib(script: string, { tls = false } = {}): Promise<unknown> {
  const program = `
import json, poplib, ssl
context = ssl._create_unverified_context()
box = ${tls ? `poplib.POP3_SSL('127.0.0.1', ${house.tlsPort.pop3}, context=context)` : `poplib.POP3('127.0.0.1', ${house.port.pop3})`}
def text(lines):
    return b''.join(line + b'\\r\\n' for line in lines).decode('latin1')
${script}`;
  const { stdout } = await run('python3', ['-c', program]);
  return JSON.parse(stdout);
}

describe.each(STORES)('over the $store', ({ keep }) => {
  it('reads, lists, names and deletes', async () => {
    house = await startHouse([], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const sizes = SUBJECTS.map((subject) => Buffer.byteLength(MAIL[subject]));
    const seen = (await poplib(`
box.user('ann@example.org')
box.pass_('anything')
result = {
  'stat': box.stat(),
  'list': [line.decode() for line in box.list()[1]],
  'uidl': [line.decode() for line in box.uidl()[1]],
  'retr': [text(box.retr(number + 1)[1]) for number in range(3)],
  'octets': [box.retr(number + 1)[2] for number in range(3)],
  'top': text(box.top(1, 2)[1]),
}
box.dele(2)
box.rset()
box.dele(1)
box.dele(2)
box.quit()
print(json.dumps(result))`)) as Record<string, unknown>;
    const latin1 = (text: string) => Buffer.from(text).toString('latin1');
    expect(seen.stat).toEqual([3, sizes.reduce((sum, size) => sum + size, 0)]);
    expect(seen.list).toEqual(sizes.map((size, at) => `${at + 1} ${size}`));
    expect(new Set(seen.uidl as string[]).size).toBe(3);
    expect(seen.retr).toEqual(SUBJECTS.map((subject) => latin1(MAIL[subject])));
    // What poplib counted on the wire is what LIST said.
    expect(seen.octets).toEqual(sizes);
    expect(seen.top).toBe(MAIL.dots.slice(0, MAIL.dots.indexOf('.leading')));

    const after = (await poplib(`
box.user('ann@example.org')
box.pass_('anything')
print(json.dumps([line.decode() for line in box.uidl()[1]]))
box.quit()`)) as string[];
    expect(after.map((line) => line.split(' ')[1])).toEqual([(seen.uidl as string[])[2]?.split(' ')[1]]);
    expect((await house.client.messages.list({ account: 'ann@example.org' })).messages).toHaveLength(1);
  });

  it('logs in with TLS from the first byte, with STLS, with APOP, in UTF-8', async () => {
    house = await startHouse(['--user', 'ann@example.org:secret', '--user', 'анна@пример.рф:пароль'], { keep });
    await house.deliver(MAIL.dots);
    const stat = [1, MAIL.dots.length];
    const login = `box.user('ann@example.org')\nbox.pass_('secret')\nprint(json.dumps(box.stat()))\nbox.quit()`;
    expect(await poplib(login, { tls: true })).toEqual(stat);
    expect(await poplib(`box.stls(context)\n${login}`)).toEqual(stat);
    expect(await poplib(`box.apop('ann@example.org', 'secret')\nprint(json.dumps(box.stat()))\nbox.quit()`)).toEqual(
      stat,
    );
    expect(
      await poplib(
        `box.encoding = 'utf-8'\nbox.utf8()\nbox.user('анна@пример.рф')\nbox.pass_('пароль')\nprint(json.dumps(box.stat()))`,
      ),
    ).toEqual([0, 0]);
    expect(
      await poplib(`
try:
    box.user('ann@example.org')
    box.pass_('wrong')
except poplib.error_proto as error:
    print(json.dumps(str(error)))`),
    ).toContain('-ERR [AUTH] Wrong user name or password');
  });
});
