import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScramClient } from '../auth/sasl/testing/scram-client.js';
import { DRIVERS } from '../store/testing/drivers.js';
import type { ImapClient } from './testing/client.js';
import { type Started, startImap } from './testing/start.js';

const ANN = 'ann@example.org';
let server: Started;
let client: ImapClient;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const text = (prompt: string): string => Buffer.from(prompt.slice(2), 'base64').toString();
const login = () => client.ok(`LOGIN "${ANN}" secret`);
const select = async () => {
  await login();
  return client.ok('SELECT INBOX');
};

/** Sends one line of a SASL exchange and gives the answer. */
async function exchange(line: string): Promise<string> {
  client.write(`${line}\r\n`);
  return client.response();
}

/** What each word of CAPABILITY promises. A word without an entry here fails the first test. */
const tests: Readonly<Record<string, () => Promise<void>>> = {
  async IMAP4rev1() {
    expect(await select()).toContain('* 2 RECENT');
  },
  async IMAP4rev2() {
    await login();
    expect(await client.ok('ENABLE IMAP4rev2')).toEqual(['* ENABLED IMAP4rev2']);
    const told = await client.ok('SELECT INBOX');
    expect(told).toContain('* LIST () "/" INBOX');
    expect(told.join()).not.toContain('RECENT');
  },
  async 'LITERAL+'() {
    await client.ok(`LOGIN {${ANN.length}+}\r\n${ANN} {6+}\r\nsecret`);
  },
  async ID() {
    expect(await client.ok('ID ("name" "test")')).toEqual([expect.stringMatching(/^\* ID \("name" "Restante"/)]);
  },
  async STARTTLS() {
    await client.ok('STARTTLS');
    await client.startTls();
    expect((await client.ok('CAPABILITY')).join()).not.toContain('STARTTLS');
    await login();
  },
  async 'SASL-IR'() {
    await client.ok(`AUTHENTICATE PLAIN ${base64(`\0${ANN}\0secret`)}`);
  },
  async 'AUTH=PLAIN'() {
    expect(await exchange('a AUTHENTICATE PLAIN')).toBe('+ ');
    expect(await exchange(base64(`\0${ANN}\0secret`))).toMatch(/^a OK /);
  },
  async 'AUTH=LOGIN'() {
    expect(text(await exchange('a AUTHENTICATE LOGIN'))).toBe('Username:');
    expect(text(await exchange(base64(ANN)))).toBe('Password:');
    expect(await exchange(base64('secret'))).toMatch(/^a OK /);
  },
  async 'AUTH=CRAM-MD5'() {
    const challenge = text(await exchange('a AUTHENTICATE CRAM-MD5'));
    const digest = createHmac('md5', 'secret').update(challenge).digest('hex');
    expect(await exchange(base64(`${ANN} ${digest}`))).toMatch(/^a OK /);
  },
  async 'AUTH=SCRAM-SHA-256'() {
    const scram = new ScramClient(ANN, 'secret', 'fyko+d2lbbFgONRv9qkxdawL');
    const first = text(await exchange(`a AUTHENTICATE SCRAM-SHA-256 ${base64(scram.first)}`));
    const last = await exchange(base64(scram.final(first)));
    expect(scram.trusts(text(last))).toBe(true);
    expect(await exchange('')).toMatch(/^a OK /);
  },
  async 'AUTH=XOAUTH2'() {
    const token = base64(`user=${ANN}\x01auth=Bearer secret\x01\x01`);
    expect(await exchange(`a AUTHENTICATE XOAUTH2 ${token}`)).toMatch(/^a OK /);
  },
  async 'AUTH=OAUTHBEARER'() {
    const token = base64(`n,a=${ANN},\x01auth=Bearer secret\x01\x01`);
    expect(await exchange(`a AUTHENTICATE OAUTHBEARER ${token}`)).toMatch(/^a OK /);
  },
  async ENABLE() {
    await login();
    expect(await client.ok('ENABLE CONDSTORE')).toEqual(['* ENABLED CONDSTORE']);
  },
  async 'UTF8=ACCEPT'() {
    await login();
    await client.ok('ENABLE UTF8=ACCEPT');
    await client.ok(Buffer.from('CREATE "Entwürfe"'));
    expect(await client.ok('LIST "" Ent*')).toEqual([
      Buffer.from('* LIST (\\HasNoChildren) "/" "Entwürfe"').toString('latin1'),
    ]);
    await client.ok(Buffer.from('APPEND INBOX UTF8 (~{15+}\r\nSubject: ü\r\n\r\n)'));
  },
  async CONDSTORE() {
    await login();
    await client.ok('SELECT INBOX (CONDSTORE)');
    expect(await client.ok('STORE 1 +FLAGS (\\Seen)')).toEqual([
      expect.stringMatching(/^\* 1 FETCH .*MODSEQ \(\d+\)\)$/),
    ]);
    expect((await client.say('STORE 1 (UNCHANGEDSINCE 1) +FLAGS (\\Flagged)')).tagged).toMatch(/^OK \[MODIFIED 1\]/);
  },
  async QRESYNC() {
    await login();
    await client.ok('ENABLE QRESYNC');
    const before = (await client.ok('SELECT INBOX')).join('\n');
    const validity = /UIDVALIDITY (\d+)/.exec(before)?.[1];
    const modseq = /HIGHESTMODSEQ (\d+)/.exec(before)?.[1];
    await client.ok('STORE 1 +FLAGS.SILENT (\\Deleted)');
    await client.ok('UID EXPUNGE 1');
    await client.ok('STORE 1 +FLAGS.SILENT (\\Seen)');
    await client.ok('UNSELECT');
    const after = await client.ok(`SELECT INBOX (QRESYNC (${validity} ${modseq} 1:2))`);
    expect(after).toContain('* VANISHED (EARLIER) 1');
    expect(after.join('\n')).toMatch(/\* 1 FETCH \(UID 2 FLAGS \(\\Seen( \\Recent)?\) MODSEQ/);
  },
  async OBJECTID() {
    const told = (await select()).join('\n');
    const id = /MAILBOXID \(([^)]+)\)/.exec(told)?.[1];
    expect(await client.ok('STATUS INBOX (MAILBOXID)')).toEqual([`* STATUS INBOX (MAILBOXID (${id}))`]);
    expect((await client.ok('FETCH 1 (EMAILID THREADID)')).join()).toMatch(/EMAILID \([\w-]+\) THREADID NIL/);
  },
  async 'CREATE-SPECIAL-USE'() {
    await login();
    await client.ok('CREATE Old (USE (\\Archive))');
    expect(await client.ok('LIST "" Old')).toEqual(['* LIST (\\HasNoChildren \\Archive) "/" Old']);
  },
  async CHILDREN() {
    await login();
    await client.ok('CREATE a/b');
    expect(await client.ok('LIST "" a*')).toEqual(['* LIST (\\HasChildren) "/" a', '* LIST (\\HasNoChildren) "/" a/b']);
  },
  async 'SPECIAL-USE'() {
    await login();
    expect((await client.ok('LIST (SPECIAL-USE) "" *')).join()).toContain('\\Trash');
  },
  async 'LIST-EXTENDED'() {
    await login();
    expect(await client.ok('LIST (SUBSCRIBED) "" (INBOX Sent)')).toHaveLength(2);
  },
  async 'LIST-STATUS'() {
    await login();
    expect(await client.ok('LIST "" INBOX RETURN (STATUS (MESSAGES))')).toContain('* STATUS INBOX (MESSAGES 2)');
  },
  async NAMESPACE() {
    await login();
    expect(await client.ok('NAMESPACE')).toEqual(['* NAMESPACE (("" "/")) NIL NIL']);
  },
  async 'STATUS=SIZE'() {
    await login();
    expect((await client.ok('STATUS INBOX (SIZE)')).join()).toMatch(/SIZE \d+/);
  },
  async APPENDLIMIT() {
    await login();
    expect((await client.say('APPEND INBOX {52428801}')).tagged).toMatch(/^NO \[TOOBIG\]/);
  },
  async QUOTA() {
    await login();
    expect((await client.ok('GETQUOTAROOT INBOX'))[0]).toBe('* QUOTAROOT INBOX ""');
  },
  async 'QUOTA=RES-STORAGE'() {
    await login();
    expect((await client.ok('GETQUOTA ""')).join()).toMatch(/STORAGE 1 \d+/);
  },
  async 'QUOTA=RES-MESSAGE'() {
    await login();
    expect((await client.ok('GETQUOTA ""')).join()).toMatch(/MESSAGE 2 \d+/);
  },
  async MULTIAPPEND() {
    await login();
    const { tagged } = await client.say('APPEND Sent {3+}\r\none (\\Seen) {3+}\r\ntwo');
    expect(tagged).toMatch(/^OK \[APPENDUID \d+ 1:2\]/);
    expect((await client.say('APPEND Sent {3+}\r\none {0+}\r\n')).tagged).toMatch(/^NO /);
    expect(await client.ok('STATUS Sent (MESSAGES)')).toEqual(['* STATUS Sent (MESSAGES 2)']);
  },
  async CATENATE() {
    await login();
    await client.ok('APPEND Drafts CATENATE (TEXT {4+}\r\na:b\n URL "/INBOX/;UID=1/;SECTION=TEXT")');
    await client.ok('SELECT Drafts');
    expect(await client.ok('FETCH 1 BODY.PEEK[]')).toEqual(['* 1 FETCH (BODY[] {11}\r\na:b\nhello\r\n)']);
  },
  async 'URL-PARTIAL'() {
    await login();
    await client.ok('APPEND Drafts CATENATE (URL "/INBOX/;UID=1/;SECTION=TEXT/;PARTIAL=1.3")');
    await client.ok('SELECT Drafts');
    expect(await client.ok('FETCH 1 BODY.PEEK[]')).toEqual(['* 1 FETCH (BODY[] {3}\r\nell)']);
  },
  async METADATA() {
    await login();
    await client.ok('SETMETADATA INBOX (/private/comment "mine")');
    expect(await client.ok('GETMETADATA INBOX /private/comment')).toEqual([
      '* METADATA INBOX (/private/comment mine)'.replace('mine', '"mine"'),
    ]);
  },
  async URLAUTH() {
    await select();
    const rump = `imap://${ANN.replace('@', '%40')}@host/INBOX/;UID=1/;SECTION=TEXT;URLAUTH=user+${ANN}`;
    const [told] = await client.ok(`GENURLAUTH "${rump}" INTERNAL`);
    const url = /^\* GENURLAUTH (.+)$/.exec(told as string)?.[1] as string;
    expect(await client.ok(`URLFETCH ${url}`)).toEqual([`* URLFETCH ${url} {7}\r\nhello\r\n`]);
    // Another piece of the same message is another URL.
    const other = url.replace('TEXT', 'HEADER');
    expect(await client.ok(`URLFETCH ${other}`)).toEqual([`* URLFETCH ${other} NIL`]);
    await client.ok('RESETKEY INBOX');
    expect(await client.ok(`URLFETCH ${url}`)).toEqual([`* URLFETCH ${url} NIL`]);
    // The key is nobody's business.
    expect((await client.ok('GETMETADATA (DEPTH infinity) INBOX /private')).join()).not.toContain('urlauth');
  },
  async IDLE() {
    await select();
    expect(await exchange('i IDLE')).toMatch(/^\+ /);
    await server.deliver('Subject: c\r\n\r\n');
    expect(await client.response()).toBe('* 3 EXISTS');
    expect(await client.response()).toBe('* 3 RECENT');
    expect(await exchange('DONE')).toMatch(/^i OK /);
  },
  async NOTIFY() {
    await login();
    await client.ok('NOTIFY SET (mailboxes INBOX (MessageNew MessageExpunge))');
    await server.deliver('Subject: c\r\n\r\n');
    expect(await client.response()).toMatch(/^\* STATUS INBOX \(MESSAGES 3 UIDNEXT 4 /);
  },
  async 'COMPRESS=DEFLATE'() {
    await login();
    await client.ok('COMPRESS DEFLATE');
    client.inflate();
    expect(await client.ok('STATUS INBOX (MESSAGES)')).toEqual(['* STATUS INBOX (MESSAGES 2)']);
    expect((await client.say('COMPRESS DEFLATE')).tagged).toMatch(/^NO \[COMPRESSIONACTIVE\]/);
  },
  async UNAUTHENTICATE() {
    await select();
    await client.ok('UNAUTHENTICATE');
    expect((await client.say('SELECT INBOX')).tagged).toMatch(/^BAD /);
  },
  async UNSELECT() {
    await select();
    await client.ok('STORE 1 +FLAGS.SILENT (\\Deleted)');
    await client.ok('UNSELECT');
    expect(await client.ok('STATUS INBOX (MESSAGES)')).toEqual(['* STATUS INBOX (MESSAGES 2)']);
  },
  async UIDPLUS() {
    await select();
    expect((await client.say('APPEND INBOX {3+}\r\none')).tagged).toMatch(/^OK \[APPENDUID \d+ 3\]/);
    expect((await client.say('COPY 1 Sent')).tagged).toMatch(/^OK \[COPYUID \d+ 1 1\]/);
    await client.ok('STORE 1:3 +FLAGS.SILENT (\\Deleted)');
    expect(await client.ok('UID EXPUNGE 2')).toEqual(['* 2 EXPUNGE']);
  },
  async ESEARCH() {
    await select();
    expect(await client.ok('SEARCH RETURN (MIN MAX COUNT) ALL')).toEqual([
      expect.stringMatching(/MIN 1 MAX 2 COUNT 2$/),
    ]);
  },
  async SEARCHRES() {
    await select();
    await client.ok('SEARCH RETURN (SAVE) SUBJECT b');
    expect(await client.ok('FETCH $ UID')).toEqual(['* 1 FETCH (UID 1)']);
  },
  async WITHIN() {
    await select();
    expect(await client.ok('SEARCH YOUNGER 1000')).toEqual(['* SEARCH 1 2']);
    expect(await client.ok('SEARCH OLDER 1000')).toEqual(['* SEARCH']);
  },
  async 'CONTEXT=SEARCH'() {
    await select();
    await client.ok('UID SEARCH RETURN (UPDATE) SEEN');
    expect(await client.ok('STORE 2 +FLAGS.SILENT (\\Seen)')).toEqual([expect.stringMatching(/UID ADDTO \(0 2\)$/)]);
  },
  async BINARY() {
    await login();
    await client.ok('APPEND Sent ~{45+}\r\nContent-Transfer-Encoding: base64\r\n\r\nAGEAYg==');
    await client.ok('SELECT Sent');
    expect(await client.ok('FETCH 1 BINARY.PEEK[1]')).toEqual(['* 1 FETCH (BINARY[1] ~{4}\r\n\0a\0b)']);
    expect(await client.ok('FETCH 1 BINARY.SIZE[1]')).toEqual(['* 1 FETCH (BINARY.SIZE[1] 4)']);
  },
  async SAVEDATE() {
    await select();
    expect((await client.ok('FETCH 1 SAVEDATE')).join()).toMatch(/SAVEDATE "[ \d]\d-/);
    expect(await client.ok('SEARCH SAVEDBEFORE 1-Jan-2000')).toEqual(['* SEARCH']);
  },
  async PREVIEW() {
    await select();
    expect(await client.ok('FETCH 1 PREVIEW')).toEqual(['* 1 FETCH (PREVIEW "hello")']);
  },
  async PARTIAL() {
    await select();
    expect(await client.ok('UID FETCH 1:* (UID) (PARTIAL -1:-1)')).toEqual(['* 2 FETCH (UID 2)']);
  },
  async MOVE() {
    await select();
    expect(await client.ok('MOVE 1 Archive')).toEqual([expect.stringMatching(/^\* OK \[COPYUID/), '* 1 EXPUNGE']);
  },
  async REPLACE() {
    await select();
    expect((await client.ok('REPLACE 1 INBOX {3+}\r\none')).slice(1)).toEqual([
      '* 1 EXPUNGE',
      '* 2 EXISTS',
      '* 2 RECENT',
    ]);
  },
  async SORT() {
    await select();
    expect(await client.ok('SORT (SUBJECT) UTF-8 ALL')).toEqual(['* SORT 2 1']);
  },
  async 'SORT=DISPLAY'() {
    await select();
    expect(await client.ok('SORT (DISPLAYFROM) UTF-8 ALL')).toEqual(['* SORT 2 1']);
  },
  async ESORT() {
    await select();
    expect(await client.ok('SORT RETURN (MIN COUNT) (SUBJECT) UTF-8 ALL')).toEqual([
      expect.stringMatching(/MIN 2 COUNT 2$/),
    ]);
  },
  async 'CONTEXT=SORT'() {
    await select();
    await client.ok('UID SORT RETURN (UPDATE) (REVERSE SUBJECT) UTF-8 ALL');
    await client.ok('STORE 1 +FLAGS.SILENT (\\Deleted)');
    expect(await client.ok('EXPUNGE')).toEqual([expect.stringMatching(/UID REMOVEFROM \(1 1\)$/), '* 1 EXPUNGE']);
  },
  async 'THREAD=ORDEREDSUBJECT'() {
    await select();
    expect(await client.ok('THREAD ORDEREDSUBJECT UTF-8 ALL')).toEqual(['* THREAD (1)(2)']);
  },
  async 'THREAD=REFERENCES'() {
    await select();
    expect((await client.ok('THREAD REFERENCES UTF-8 ALL')).join()).toMatch(/^\* THREAD (\(1\)\(2\)|\(2\)\(1\))$/);
  },
};

const WORDS = (list: string): string[] =>
  list.split(' ').map((word) => (word.startsWith('APPENDLIMIT=') ? 'APPENDLIMIT' : word));

describe.each(DRIVERS)('over the %s store', (_driver, open) => {
  let removeStore: () => Promise<void>;

  beforeEach(async () => {
    const { store, remove } = await open();
    removeStore = remove;
    server = await startImap({ auth: { users: [`${ANN}:secret`] } }, store);
    await server.deliver('Subject: b\r\nFrom: z@example.net\r\nTo: y@example.net\r\n\r\nhello\r\n');
    await server.deliver('Subject: Re: a\r\nFrom: "Ann" <a@example.net>\r\n\r\nworld\r\n');
    client = await server.connect();
  });

  afterEach(async () => {
    expect(await server.store.verify()).toEqual([]);
    await server.stop();
    await removeStore();
  });

  it('each word has its test', async () => {
    const [told] = await client.ok('CAPABILITY');
    const words = WORDS((told as string).slice('* CAPABILITY '.length));
    expect(words.filter((word) => !Object.hasOwn(tests, word))).toEqual([]);
  });

  it.each(Object.keys(tests))('%s', async (word) => {
    const [told] = await client.ok('CAPABILITY');
    expect(WORDS((told as string).slice('* CAPABILITY '.length))).toContain(word);
    await (tests[word] as () => Promise<void>)();
  });
});
