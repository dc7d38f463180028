import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import type { JourneyStep } from '../client/index.js';
import { openHouse } from './testing/house.js';

const ANN = 'ann@example.org';
const titles = (steps: readonly JourneyStep[]) => steps.map(({ title }) => title);

describe('the journey of a message', () => {
  it('begins with the connection and ends in the inboxes', async () => {
    const house = await openHouse();
    await house.send({ to: [ANN, 'bob@example.org'], subject: 'Your code' });
    const { id } = await house.client.messages.wait({ to: ANN });
    const { subject, gone, steps } = await house.client.messages.journey(id);
    expect({ subject, gone }).toEqual({ subject: 'Your code', gone: false });
    expect(steps.map(({ kind }) => kind)).toEqual([
      'connected',
      'connected',
      'sender',
      'recipient',
      'recipient',
      'content',
      'kept',
      'mailbox',
      'route',
      'read',
    ]);
    expect(titles(steps)[2]).toBe('It named the sender: app@example.org');
    expect(titles(steps)[4]).toBe('It named the recipient bob@example.org: accepted');
    expect(titles(steps)[7]).toBe(
      'It was put into the inboxes of ann@example.org and bob@example.org and catchall, which has every message',
    );
    // Each step has what was said for it, the times ascend, and the session is there to be read.
    expect(steps[3]?.lines.map(({ line }) => line)).toEqual(['RCPT TO:<ann@example.org>', '250 2.1.5 Recipient noted']);
    expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted());
    expect((await house.client.sessions.get(steps[0]?.session ?? '')).protocol).toBe('smtp');
  });

  it('names TLS, the login, and what a strict server would refuse', async () => {
    const house = await openHouse();
    const client = await house.smtp();
    await client.line();
    await client.write('EHLO app.test\r\n');
    while (!/^250 /.test(await client.line()));
    await client.write(`AUTH PLAIN ${Buffer.from('\0shop\0secret').toString('base64')}\r\n`);
    expect(await client.line()).toMatch(/^235/);
    await client.write(`MAIL FROM: app@example.org\r\nRCPT TO:<${ANN}>\r\nDATA\r\n`);
    for (let n = 0; n < 3; n++) await client.line();
    await client.write('Subject: x\r\n\r\nx\r\n.\r\n');
    expect(await client.line()).toMatch(/^250/);
    const { id } = await house.client.messages.wait({ to: ANN });
    const { steps } = await house.client.messages.journey(id);
    expect(titles(steps)).toContain('It introduced itself as app.test');
    expect(titles(steps)).toContain('It logged in as shop');
    expect(JSON.stringify(steps)).not.toContain('secret');
    const note = steps.find(({ kind }) => kind === 'note');
    expect(note?.facts.map(({ name }) => name)).toContain('missing-date');
  });

  it('tells who read it, by which protocol and session', async () => {
    const house = await openHouse();
    await house.send({ to: ANN });
    const { id } = await house.client.messages.wait({ to: ANN });
    await house.client.messages.raw(id);
    const pop3 = await house.pop3(ANN);
    await pop3.content('RETR 1');
    await pop3.content('TOP 1 0');
    const imap = await house.imap(ANN);
    // What only describes a message, or tells its header, is no reading of it.
    await imap.ok('FETCH 1 (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER])');
    const mine = await house.imap('catchall');
    await mine.ok('FETCH 1 BODY[TEXT]');
    const { steps } = await house.client.messages.journey(id);
    const reads = steps.filter(({ kind }) => kind === 'read');
    expect(titles(reads)).toEqual([
      expect.stringMatching(
        /^A program over the REST API \(.*\) read the decoded message and the whole message \(2 requests\)$/,
      ),
      'A POP3 client that logged in as ann@example.org read the whole message and its header and first lines (2 requests)',
      'An IMAP client that logged in as catchall read a part of it',
    ]);
    expect(reads[1]?.lines.map(({ line }) => line)[0]).toBe('RETR 1');
    expect(reads[2]?.lines.map(({ line }) => line)).toContainEqual(expect.stringContaining('FETCH 1 BODY[TEXT]'));
    const { protocol, user } = await house.client.sessions.get(reads[1]?.session ?? '');
    expect({ protocol, user }).toEqual({ protocol: 'pop3', user: ANN });
  });

  it('tells of other ways in', async () => {
    const house = await openHouse();
    const posted = await house.client.messages.send({ from: 'app@example.org', to: ANN, subject: 'x', text: 'x' });
    const imap = await house.imap(ANN);
    await imap.ok('APPEND INBOX {14+}\r\nSubject: y\r\n\r\n');
    const { messages } = await house.client.messages.list({ subject: 'y' });
    const first = async (id = '') => (await house.client.messages.journey(id)).steps[0]?.title;
    expect(await first(posted.id)).toBe('A program posted it to the REST API');
    expect(await first(messages[0]?.id)).toBe('A mail program saved it by IMAP (APPEND)');
  });

  it('tells of many recipients together, of refused ones apart, and of encryption', async () => {
    const house = await openHouse({ smtp: { port: 0, maxRecipients: 30 } });
    const post = createTransport({ port: house.addresses.smtp?.port, tls: { rejectUnauthorized: false } });
    const to = Array.from({ length: 32 }, (_, n) => `u${n}@example.org`);
    await post.sendMail({ from: 'app@example.org', to, subject: 'Many', text: 'x' });
    post.close();
    const { id } = await house.client.messages.wait({ subject: 'Many' });
    const { steps } = await house.client.messages.journey(id);
    const recipients = steps.filter(({ kind }) => kind === 'recipient');
    expect(titles(recipients).slice(19)).toEqual([
      'It named the recipient u19@example.org: accepted',
      'It named 12 more recipients',
      'It named the recipient u30@example.org: refused',
      'It named the recipient u31@example.org: refused',
    ]);
    expect(titles(steps)).toContain('The connection became encrypted (TLSv1.3)');
    expect(steps.find(({ kind }) => kind === 'mailbox')?.title).toMatch(/u19@example.org and 10 more and catchall/);
  });

  it('knows the page by what it says of itself', async () => {
    const house = await openHouse();
    await house.send({ to: ANN });
    const { id } = await house.client.messages.wait({ to: ANN });
    await fetch(`${house.addresses.http?.url}api/messages/${id}`, { headers: { 'restante-client': 'page' } });
    const { steps } = await house.client.messages.journey(id);
    expect(titles(steps)).toContain('A person at the page opened it');
  });

  it('says where an IMAP client moved it, and who deleted it from one inbox', async () => {
    const house = await openHouse();
    await house.send({ to: [ANN, 'bob@example.org'] });
    const { id } = await house.client.messages.wait({ to: ANN });
    const ann = await house.imap(ANN);
    await ann.ok('CREATE Done');
    await ann.ok('MOVE 1 Done');
    const bob = await house.imap('bob@example.org');
    await bob.ok('STORE 1 +FLAGS.SILENT (\\Deleted)');
    await bob.ok('EXPUNGE');
    const { steps } = await house.client.messages.journey(id);
    const removed = steps.filter(({ kind }) => kind === 'removed');
    expect(titles(removed)).toEqual([
      'An IMAP client that logged in as ann@example.org moved it from INBOX to Done',
      'An IMAP client that logged in as bob@example.org deleted it from INBOX of bob@example.org',
    ]);
    expect(removed[1]?.lines.map(({ line }) => line)).toContainEqual(expect.stringContaining('EXPUNGE'));
  });

  it('of a message that is gone is what stayed known of it', async () => {
    const house = await openHouse();
    await house.send({ to: ANN, subject: 'Gone' });
    const { id } = await house.client.messages.wait({ to: ANN });
    await house.client.messages.delete(id);
    const { subject, gone, steps } = await house.client.messages.journey(id);
    expect({ subject, gone }).toEqual({ subject: 'Gone', gone: true });
    expect(titles(steps)).toEqual([
      'It came for ann@example.org and was kept',
      expect.stringMatching(/^A program over the REST API .*read the decoded message/),
      expect.stringMatching(/^A program over the REST API .*deleted it everywhere$/),
    ]);
    await expect(house.client.messages.journey('01890000-0000-7000-8000-000000000000')).rejects.toMatchObject({
      status: 404,
    });
  });

  it('says that it made room for newer mail', async () => {
    const house = await openHouse({ store: { maxMessages: 2 } });
    for (const subject of ['one', 'two', 'three']) await house.send({ to: ANN, subject });
    const why = await house.client.why({ to: ANN });
    const evicted = why.happenings.find(({ kind }) => kind === 'deleted');
    expect(evicted).toMatchObject({ subject: 'one', title: 'It made room for newer mail' });
    const { gone, steps } = await house.client.messages.journey(evicted?.message ?? '');
    expect(gone).toBe(true);
    expect(steps.at(-1)?.text).toContain('2 messages (--max-messages)');
  });

  it('shows the owner of an inbox what is its own', async () => {
    const house = await openHouse();
    const inbox = await house.client.createInbox();
    await house.send({ to: [inbox.address, ANN] });
    const { id } = await inbox.waitForMessage();
    const ann = await house.imap(ANN);
    await ann.ok('FETCH 1 BODY[]');
    const { steps } = await inbox.messages.journey(id);
    expect(titles(steps)).toContain(`It was put into the inbox of ${inbox.address}`);
    expect(steps.filter(({ kind }) => kind === 'read')).toHaveLength(1);
    await house.send({ to: ANN, subject: 'Not yours' });
    const other = await house.client.messages.wait({ subject: 'Not yours' });
    await expect(inbox.messages.journey(other.id)).rejects.toMatchObject({ status: 404 });
  });
});
