// Needs python3 (Debian: python3)
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, STORES, startHouse } from '../lib/house.js';
import { MAIL, PARTS } from '../lib/mail.js';
import { run } from '../lib/run.js';

/** Runs Python with `box`, a connection of imaplib, and gives what it puts into `result`. */
async function imaplib<T>(house: House, script: string, { tls = false } = {}): Promise<T> {
  const program = `
import imaplib, json, ssl, sys
context = ssl._create_unverified_context()
box = ${tls ? `imaplib.IMAP4_SSL('127.0.0.1', ${house.tlsPort.imap}, ssl_context=context)` : `imaplib.IMAP4('127.0.0.1', ${house.port.imap})`}
octets, parts, dots = json.loads(sys.stdin.read())
def ok(answer):
    assert answer[0] == 'OK', answer
    return answer[1]
def words(answer):
    return [word.decode() for word in (ok(answer)[0] or b'').split()]
def literals(answer):
    return [item[1].decode('latin1') for item in ok(answer) if isinstance(item, tuple)]
result = {}
${script}
box.logout()
print(json.dumps(result))`;
  const { stdout } = await run('python3', ['-c', program], {
    input: JSON.stringify([MAIL.octets, PARTS, MAIL.dots]),
  });
  return JSON.parse(stdout) as T;
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

describe.each(STORES)('over the $store', ({ keep }) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse([], { keep });
  });
  afterAll(() => house.stop());

  it('selects, fetches, searches, sorts and threads', async () => {
    for (const raw of [MAIL.octets, PARTS, MAIL.dots]) await house.deliver(raw);
    await house.deliver(MAIL.dots.replaceAll(/dots$/gm, 'Re: dots').replace('Message-ID: <dots@', 'Message-ID: <re@'));
    const result = await imaplib<Record<string, unknown>>(
      house,
      `
box.login('ann@example.org', 'anything')
result['exists'] = words(box.select('INBOX'))
result['whole'] = literals(box.fetch('1:3', '(BODY.PEEK[])'))
result['text'] = literals(box.fetch('2', '(BODY.PEEK[1.1])'))
result['slice'] = literals(box.fetch('2', '(BODY.PEEK[HEADER]<6.12>)'))
result['fields'] = literals(box.fetch('3', '(BODY.PEEK[HEADER.FIELDS (SUBJECT)])'))
result['seen'] = words(box.search(None, 'SEEN'))
box.literal = 'grüße'.encode()
result['utf8'] = words(box.search('UTF-8', 'SUBJECT'))
box.literal = 'привет'.encode()
result['body'] = words(box.uid('SEARCH', 'CHARSET', 'UTF-8', 'BODY'))
box.literal = 'schöne'.encode('iso-8859-1')
result['latin'] = words(box.search('ISO-8859-1', 'TEXT'))
result['sort'] = words(box.sort('(REVERSE SIZE)', 'UTF-8', 'ALL'))
result['uidsort'] = words(box.uid('SORT', '(SUBJECT)', 'UTF-8', 'ALL'))
result['thread'] = ok(box.thread('ORDEREDSUBJECT', 'UTF-8', 'SUBJECT "dots"'))[0].decode()
result['references'] = ok(box.uid('THREAD', 'REFERENCES', 'UTF-8', 'SUBJECT dots'))[0].decode()
`,
    );
    expect(result).toEqual({
      exists: ['4'],
      whole: [MAIL.octets, PARTS, MAIL.dots].map(latin1),
      text: ['Sch=F6ne Gr=FC=DFe'],
      slice: [PARTS.slice(6, 18)],
      fields: ['Subject: dots\r\n\r\n'],
      seen: [],
      utf8: ['2'],
      body: ['1'],
      latin: ['2'],
      sort: ['1', '2', '4', '3'],
      uidsort: ['3', '4', '2', '1'],
      thread: '(3 4)',
      references: '(3 4)',
    });
  });

  it('appends, copies, sets flags, moves and expunges', async () => {
    for (const raw of [MAIL.octets, PARTS, MAIL.dots]) await house.deliver(raw, 'bob@example.org');
    const result = await imaplib<Record<string, unknown>>(
      house,
      `
box.login('bob@example.org', 'anything')
ok(box.create('Projects/One'))
ok(box.subscribe('Projects/One'))
result['lsub'] = [line.decode() for line in ok(box.lsub('""', 'Projects/*'))]
ok(box.append('Projects/One', '(\\\\Seen)', imaplib.Time2Internaldate(1000000000), octets.encode()))
ok(box.select())
ok(box.copy('2:3', 'Projects/One'))
result['copyuid'] = box.response('COPYUID')[1][0].decode().split()[1:]
ok(box.store('1', '+FLAGS', '(\\\\Deleted)'))
result['deleted'] = words(box.uid('SEARCH', 'DELETED'))
result['expunged'] = [number.decode() for number in ok(box.expunge())]
ok(box.uid('MOVE', '3', 'Archive'))
result['left'] = words(box.uid('SEARCH', 'ALL'))
result['status'] = ok(box.status('"Projects/One"', '(MESSAGES UNSEEN UIDNEXT)'))[0].decode()
ok(box.select('Projects/One', readonly=True))
result['whole'] = literals(box.uid('FETCH', '1:*', '(BODY[])'))
result['date'] = imaplib.Internaldate2tuple(ok(box.fetch('1', '(INTERNALDATE)'))[0])[:1]
result['unseen'] = words(box.search(None, 'UNSEEN'))
ok(box.unselect())
ok(box.rename('Projects/One', 'Projects/Two'))
ok(box.delete('Projects/Two'))
result['gone'] = box.select('Projects/Two')[0]
`,
    );
    expect(result).toMatchObject({
      lsub: [expect.stringMatching(/ "\/" "?Projects\/One"?$/)],
      copyuid: ['2:3', '2:3'],
      deleted: ['1'],
      expunged: ['1'],
      left: ['2'],
      status: expect.stringContaining('(MESSAGES 3 UNSEEN 2 UIDNEXT 4)'),
      whole: [MAIL.octets, PARTS, MAIL.dots].map(latin1),
      date: [2001],
      unseen: ['2', '3'],
      gone: 'NO',
    });
  });
});

it('logs in by CRAM-MD5, STARTTLS and TLS, and in UTF-8', async () => {
  const house = await startHouse(['--user', 'ann@example.org:secret', '--user', 'анна@пример.рф:пароль']);
  await house.deliver(MAIL.dots);
  const select = `result['exists'] = words(box.select())`;
  const one = { exists: ['1'] };
  expect(await imaplib(house, `box.login_cram_md5('ann@example.org', 'secret')\n${select}`)).toEqual(one);
  expect(await imaplib(house, `box.starttls(context)\nbox.login('ann@example.org', 'secret')\n${select}`)).toEqual(one);
  expect(await imaplib(house, `box.login('ann@example.org', 'secret')\n${select}`, { tls: true })).toEqual(one);
  expect(
    await imaplib(
      house,
      `
box.authenticate('PLAIN', lambda _: '\\0анна@пример.рф\\0пароль'.encode())
message = 'Subject: привет\\r\\n\\r\\n'.encode()
ok(box.append('INBOX', None, None, message))
box.enable('UTF8=ACCEPT')
ok(box.create('"Входящие"'))
ok(box.select())
ok(box.copy('1', '"Входящие"'))
${select.replace('select()', `select('"Входящие"')`)}
result['subject'] = ok(box.fetch('1', '(BODY.PEEK[])'))[0][1].decode()`,
    ),
  ).toEqual({ exists: ['1'], subject: 'Subject: привет\r\n\r\n' });
  expect(
    await imaplib(
      house,
      `
try:
    box.login_cram_md5('ann@example.org', 'wrong')
except imaplib.IMAP4.error as error:
    result['error'] = str(error)`,
    ),
  ).toMatchObject({ error: expect.stringContaining('Wrong user name or password') });
  await house.stop();
});
