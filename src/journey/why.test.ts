import { describe, expect, it } from 'vitest';
import type { Why } from '../client/index.js';
import type { LineClient } from '../net/testing/line-client.js';
import type { Restante } from '../server.js';
import { openHouse } from './testing/house.js';

const ANN = 'ann@example.org';

/** Says each line after the answer to the one before. */
async function talk(client: LineClient, ...lines: string[]): Promise<string> {
  let reply = await client.line();
  for (const line of lines) {
    await client.write(`${line}\r\n`);
    do reply = await client.line();
    while (/^\d\d\d-/.test(reply));
  }
  return reply;
}

describe('why mail did or did not arrive', () => {
  it('it did', async () => {
    const house = await openHouse();
    await house.send({ to: ANN, subject: 'Here' });
    const why = await house.client.why({ to: 'Ann@Example.org' });
    expect(why).toMatchObject({
      to: 'Ann@Example.org',
      account: ANN,
      verdict: 'arrived',
      title: 'It arrived: 1 message is in the inbox of ann@example.org',
      happenings: [{ title: 'A message arrived from app@example.org', subject: 'Here' }],
    });
    expect(why.advice.map(({ href }) => href)).toContain(`m/${why.happenings[0]?.message}/journey`);
  });

  it('nobody sent anything: where to point the application', async () => {
    const house = await openHouse();
    const why = await house.client.why({ to: ANN });
    expect(why).toMatchObject({ verdict: 'nothing', happenings: [], near: [] });
    const { host, port } = house.addresses.smtp ?? {};
    expect(why.advice.map(({ text }) => text)).toContain(`Point your application at ${host}:${port}`);
  });

  it('somebody connected and said nothing of mail', async () => {
    const house = await openHouse();
    const client = await house.smtp();
    await talk(client, 'EHLO probe.test', 'QUIT');
    const why = await house.client.why({ to: ANN });
    expect(why).toMatchObject({
      verdict: 'nothing',
      title: 'Programs connected, but none tried to send anything',
    });
  });

  it('another inbox got it, whose address is close', async () => {
    const house = await openHouse();
    await house.send({ to: 'anne@example.org' });
    await house.send({ to: 'ann@example.com' });
    await house.send({ to: 'zoe@elsewhere.test' });
    const why = await house.client.why({ to: ANN });
    expect(why.verdict).toBe('elsewhere');
    expect(why.title).toBe('Nothing came for ann@example.org, but mail came for anne@example.org');
    expect(why.near.map(({ account, difference }) => [account, difference])).toEqual([
      ['anne@example.org', 'one letter differs'],
      ['ann@example.com', 'the same name at another domain'],
    ]);
  });

  it('a letter names it in its header and was sent to somebody else', async () => {
    const house = await openHouse();
    await house.send({ to: 'queue@elsewhere.test', header: ANN });
    const why = await house.client.why({ to: ANN });
    expect(why.verdict).toBe('elsewhere');
    expect(why.title).toBe('A letter names ann@example.org in its header, but was sent to queue@elsewhere.test');
  });

  it('others got mail', async () => {
    const house = await openHouse();
    await house.send({ to: 'zoe@elsewhere.test' });
    expect(await house.client.why({ to: ANN })).toMatchObject({ verdict: 'others' });
  });

  it('it was refused because it was too big', async () => {
    const house = await openHouse({ smtp: { port: 0, maxMessageSize: 1000 } });
    const client = await house.smtp();
    await talk(client, 'EHLO app.test', 'MAIL FROM:<app@example.org>', `RCPT TO:<${ANN}>`, 'DATA');
    await client.write(`Subject: x\r\n\r\n${'x'.repeat(1200)}\r\n.\r\nQUIT\r\n`);
    expect(await client.line()).toMatch(/^552/);
    await client.line();
    const why = await over(house);
    expect(why).toMatchObject({
      verdict: 'refused',
      happenings: [{ kind: 'refused', title: 'The message was refused' }],
    });
    expect(why.title).toContain('552 5.3.4');
    expect(why.advice[0]?.text).toContain('--max-message-size');
    expect(why.happenings[0]?.lines.map(({ line }) => line)).toContain(`RCPT TO:<${ANN}>`);
    expect(why.advice.map(({ href }) => href)).toContain(`sessions/${why.happenings[0]?.session}`);
  });

  it('the server wants a login', async () => {
    const house = await openHouse({ smtp: { port: 0, authRequired: true } });
    const client = await house.smtp();
    await talk(client, 'EHLO app.test', 'MAIL FROM:<app@example.org>', `RCPT TO:<${ANN}>`, 'QUIT');
    const why = await over(house);
    expect(why.verdict).toBe('refused');
    expect(why.title).toContain('530');
    expect(why.advice[0]?.text).toContain('--smtp-auth-required');
  });

  it('the login was wrong', async () => {
    const house = await openHouse({ auth: { users: ['shop:right'] } });
    const client = await house.smtp();
    const wrong = Buffer.from('\0shop\0wrong').toString('base64');
    await talk(client, 'EHLO app.test', `AUTH PLAIN ${wrong}`, 'QUIT');
    expect(await over(house)).toMatchObject({ verdict: 'trouble', happenings: [{ title: 'The login was refused' }] });
  });

  it('the client does not trust the certificate', async () => {
    const house = await openHouse();
    const client = await house.smtp();
    await talk(client, 'EHLO app.test', 'STARTTLS');
    client.destroy();
    const why = await over(house);
    expect(why).toMatchObject({ verdict: 'trouble', title: 'A program connected, but gave up over the encryption' });
  });

  it('a fault refused it on purpose', async () => {
    const house = await openHouse();
    const chaos = { Recipient: { ErrorCode: 451, Probability: 100 } };
    const url = `${house.addresses.http?.url}api/v1/chaos`;
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'PUT', headers, body: JSON.stringify(chaos) })).ok).toBe(true);
    await expect(house.send({ to: ANN })).rejects.toMatchObject({ responseCode: 451 });
    const why = await over(house);
    expect(why).toMatchObject({
      verdict: 'refused',
      title: 'It did not arrive: the server refused it on purpose',
      happenings: [{ title: 'The recipient was refused on purpose' }],
    });
  });

  it('the sender fell silent', async () => {
    const house = await openHouse({ smtp: { port: 0, idleTimeout: 60 } });
    const client = await house.smtp();
    await talk(client, 'EHLO app.test', 'MAIL FROM:<app@example.org>', `RCPT TO:<${ANN}>`);
    expect(await client.line()).toMatch(/^421/);
    client.destroy();
    const why = await over(house);
    expect(why.verdict).toBe('unfinished');
    expect(why.title).toContain('fell silent');
  });

  it('the connection broke off in the middle, and before that it was under way', async () => {
    const house = await openHouse();
    const client = await house.smtp();
    await talk(client, 'EHLO app.test', 'MAIL FROM:<app@example.org>', `RCPT TO:<${ANN}>`, 'DATA');
    expect(await house.client.why({ to: ANN })).toMatchObject({ verdict: 'under-way' });
    client.destroy();
    const why = await over(house);
    expect(why).toMatchObject({ verdict: 'unfinished' });
    expect(why.title).toContain('broke off');
  });

  it('one recipient was refused while the others were not', async () => {
    const house = await openHouse({ smtp: { port: 0, maxRecipients: 1 } });
    await house.send({ to: [ANN, 'bob@example.org'] });
    const bob = await over(house, 'bob@example.org');
    expect(bob.verdict).toBe('refused');
    expect(bob.title).toContain('452');
    expect(await house.client.why({ to: ANN })).toMatchObject({ verdict: 'arrived' });
  });

  it('it was read and deleted by a POP3 program', async () => {
    const house = await openHouse();
    await house.send({ to: ANN, subject: 'Read me' });
    const pop3 = await house.pop3(ANN);
    await pop3.content('RETR 1');
    await pop3.ok('DELE 1');
    await pop3.ok('QUIT');
    const why = await house.client.why({ to: ANN });
    expect(why.verdict).toBe('gone');
    expect(why.title).toBe('It arrived, and a POP3 program that logged in as ann@example.org fetched and deleted it');
    expect(why.happenings.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['removed', 'Read me'],
      ['read', 'Read me'],
      ['kept', 'Read me'],
    ]);
    expect(why.happenings[0]?.lines.map(({ line }) => line)[0]).toBe('QUIT');
    // It is still in the inbox of all mail, and says so.
    const id = why.happenings[0]?.message ?? '';
    expect(why.advice.map(({ href }) => href)).toContain(`m/${id}`);
    expect((await house.client.messages.get(id)).locations.map(({ account }) => account)).toEqual(['catchall']);
  });

  it('it was deleted over REST, at the page, and everywhere by IMAP', async () => {
    const house = await openHouse();
    const url = `${house.addresses.http?.url}api/messages`;
    for (const subject of ['rest', 'page', 'imap']) await house.send({ to: ANN, subject });
    const id = async (subject: string) => (await house.client.messages.list({ subject })).messages[0]?.id;
    await house.client.messages.delete([(await id('rest')) ?? '']);
    await fetch(`${url}/${await id('page')}`, { method: 'DELETE', headers: { 'restante-client': 'page' } });
    for (const user of [ANN, 'catchall']) {
      const imap = await house.imap(user);
      await imap.ok('STORE 1 +FLAGS.SILENT (\\Deleted)');
      await imap.ok('CLOSE');
    }
    const why = await house.client.why({ to: ANN });
    const deleted = why.happenings.filter(({ kind }) => kind === 'deleted');
    expect(deleted.map(({ subject, title }) => [subject, title])).toEqual([
      ['imap', 'An IMAP client that logged in as catchall deleted it everywhere'],
      ['page', 'A person at the page deleted it everywhere'],
      ['rest', expect.stringMatching(/^A program over the REST API .*deleted it everywhere$/)],
    ]);
  });

  it('tells what happened after a moment, a cursor or a while ago', async () => {
    const house = await openHouse();
    await house.send({ to: ANN, subject: 'before' });
    const since = await house.client.cursor();
    const verdictSince = async (since: string) => (await house.client.why({ to: ANN, since })).verdict;
    expect(await verdictSince(since)).toBe('nothing');
    expect(await verdictSince('1h')).toBe('arrived');
    expect(await verdictSince(new Date(Date.now() + 60_000).toISOString())).toBe('nothing');
    await house.send({ to: ANN, subject: 'after' });
    const why = await house.client.why({ to: ANN, since });
    expect(why.happenings.map(({ subject }) => subject)).toEqual(['after']);
  });

  it('is told at the end of a wait in vain', async () => {
    const house = await openHouse({ smtp: { port: 0, maxMessageSize: 1000 } });
    const since = await house.client.cursor();
    const wait = (to: string) => house.client.messages.wait({ to, since, timeout: '1ms' });
    await expect(wait(ANN)).rejects.toMatchObject({ problem: { why: { verdict: 'nothing' } } });
    const big = house.send({ to: ANN, subject: 'x'.repeat(2000) });
    await expect(big).rejects.toMatchObject({ responseCode: 552 });
    await over(house);
    await expect(wait(ANN)).rejects.toThrow(
      /\nWhy: It did not arrive: the server refused it with "552 5\.3\.4 The message is larger.*"\.$/,
    );
    await expect(wait('part-of')).rejects.not.toHaveProperty('problem.why');
    const inbox = await house.client.createInbox();
    await house.send({ to: inbox.address.replace('@', 'x@') });
    // Whose inbox it is, is told nothing of others.
    const error = await inbox.waitForMessage({ timeout: '1ms' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ problem: { status: 408 } });
    expect(String(error)).not.toContain('Why:');
  });

  it('tells the owner of an inbox of that inbox, and of no other', async () => {
    const house = await openHouse();
    await house.send({ to: ANN });
    const inbox = await house.client.createInbox();
    const why = await inbox.why();
    expect(why).toMatchObject({ to: inbox.address, near: [], happenings: [] });
    await expect(inbox.client.why({ to: ANN })).rejects.toMatchObject({ status: 403 });
    await house.send({ to: inbox.address });
    expect(await inbox.why()).toMatchObject({ verdict: 'arrived' });
  });
});

/** The answer once the latest session is over: its end is told by the socket. */
async function over({ client }: Restante, to = ANN): Promise<Why> {
  for (;;) {
    const { sessions } = await client.sessions.list({ limit: 1 });
    if (sessions[0] && sessions[0].outcome !== 'open') return client.why({ to });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
