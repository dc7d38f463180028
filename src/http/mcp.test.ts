import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigInput } from '../config/schema.js';
import type { LeaseJson } from './schemas/inboxes.js';
import { type House, mail, openHouse } from './testing/harness.js';

let house: House;
let client: Client;
const open = async (config: ConfigInput = {}, headers: Record<string, string> = {}) => {
  house = await openHouse(config);
  client = new Client({ name: 'test', version: '1' });
  const base = config.http?.basePath ?? '/';
  const url = new URL(`${house.origin}${base}mcp`);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }) as never);
};
afterEach(async () => {
  await client.close();
  await house.close();
});

/** What a tool answers: the JSON in its text, or the error's words. */
async function call(name: string, args: object = {}) {
  const { content, isError } = await client.callTool({ name, arguments: { ...args } });
  const text = (content as { text: string }[])[0]?.text ?? '';
  return { isError: isError ?? false, text, value: isError ? text : JSON.parse(text) };
}
const RESET =
  'Subject: Reset your password\nTo: ann@example.org\n\nYour verification code is 482913. https://a.example/reset/1';

describe('tools, by the SDK’s own client', () => {
  beforeEach(() => open());

  it('are nine, with what they do to the mail', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name, annotations: a }) => [name, a?.readOnlyHint, a?.destructiveHint])).toEqual([
      ['list_messages', true, false],
      ['search_messages', true, false],
      ['wait_for_message', true, false],
      ['read_message', true, false],
      ['extract_link', true, false],
      ['extract_code', true, false],
      ['explain_missing_mail', true, false],
      ['delete_messages', false, true],
      ['send_message', false, false],
    ]);
    for (const { inputSchema, description } of tools) {
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(description).toMatch(/\w{4}/);
    }
    expect(client.getInstructions()).toContain('SMTP at 127.0.0.1:1025');
  });

  it('explain why mail is not there', async () => {
    await house.put(mail('x'), { to: ['anne@example.org'] });
    const { value } = await call('explain_missing_mail', { to: 'bob@example.org', since: '1h' });
    expect(value).toMatchObject({ verdict: 'others', happenings: [], near: [] });
    expect((await call('explain_missing_mail', { to: 'anne@example.org' })).value).toMatchObject({
      verdict: 'arrived',
      happenings: [{ what: 'A message arrived from bob@example.org', subject: 'x' }],
    });
  });

  it('list and search, page by page', async () => {
    for (const subject of ['one', 'two', 'three']) await house.put(mail(subject));
    const first = (await call('list_messages', { limit: 2 })).value;
    expect(first.messages.map(({ subject }: { subject: string }) => subject)).toEqual(['three', 'two']);
    expect(first.total).toBe(3);
    const second = (await call('list_messages', { limit: 2, page: first.nextPage })).value;
    expect(second.messages.map(({ subject }: { subject: string }) => subject)).toEqual(['one']);
    expect(second.nextPage).toBeNull();
    const found = (await call('search_messages', { query: 'subject:two' })).value;
    expect(found.messages).toMatchObject([{ subject: 'two', to: 'ann@example.org' }]);
  });

  it('wait for what is still to come', async () => {
    await house.put(mail('old'));
    const { cursor } = (await call('list_messages')).value;
    const waiting = call('wait_for_message', { since: cursor, to: 'ann@example.org' });
    await house.put(mail('new'));
    expect((await waiting).value).toMatchObject({ subject: 'new', text: expect.any(String) });
  });

  it('say what came instead, when a wait is in vain', async () => {
    const { cursor: since } = (await call('list_messages')).value;
    await house.put(mail('Welcome'));
    const { isError, text } = await call('wait_for_message', { subject: 'Reset', since, timeout_seconds: 0 });
    expect(isError).toBe(true);
    expect(text).toContain('Welcome');
  });

  it('take code and link out of a mail, by its id or waited for', async () => {
    const { id } = await house.put(RESET);
    expect((await call('extract_code', { subject: 'reset' })).value).toMatchObject({ code: '482913', id });
    expect((await call('extract_link', { id, match: 'reset' })).value.link).toBe('https://a.example/reset/1');
    const missing = await call('extract_link', { id, match: 'confirm' });
    expect(missing).toMatchObject({ isError: true, text: expect.stringContaining('https://a.example/reset/1') });
  });

  it('read a mail, HTML and header fields on demand, and say when it is not all', async () => {
    const { id } = await house.put(RESET);
    const { value } = await call('read_message', { id });
    expect(value).toMatchObject({ id, codes: ['482913'], links: [{ url: 'https://a.example/reset/1' }] });
    expect(value).not.toHaveProperty('html');
    expect((await call('read_message', { id, headers: true })).value.headers).toContain('To: ann@example.org');
    const long = await house.put(`Subject: long\n\n${'x'.repeat(500)}`);
    const cut = (await call('read_message', { id: long.id, characters: 100 })).value.text;
    expect(cut).toMatch(/^x{100}\n… \(40\d more characters\)$/);
    const gone = await call('read_message', { id: '01890000-0000-7000-8000-000000000000' });
    expect(gone).toMatchObject({ isError: true, text: expect.stringContaining('01890000') });
  });

  it('send into the sandbox, and delete what is named, never all by mistake', async () => {
    const one = (await call('send_message', { from: 'a@example.org', to: 'b@example.org', subject: 'keep' })).value;
    await call('send_message', { from: 'a@example.org', to: ['c@example.org'], subject: 'drop', tags: ['x'] });
    for (const args of [{}, { query: ' ' }, { all: false }, { ids: [] }, { all: true, query: 'x' }, { quest: 'x' }]) {
      expect(await call('delete_messages', args), JSON.stringify(args)).toMatchObject({ isError: true });
    }
    expect((await call('delete_messages', { query: 'subject:drop' })).value).toEqual({ deleted: 1 });
    expect((await call('list_messages')).value.total).toBe(1);
    expect((await call('delete_messages', { ids: [one.id] })).value).toEqual({ deleted: 1 });
    await house.put(mail('last'));
    expect((await call('delete_messages', { all: true })).value).toEqual({ deleted: 1 });
  });
});

describe('the door', () => {
  const ask = (headers: Record<string, string>, method = 'POST', body: string | undefined = '{}') =>
    house.ask('/mcp', { method, headers: { 'content-type': 'application/json', ...headers }, body });

  it('is that of REST: Host, Origin, login', async () => {
    await open({ http: { auth: 'ann:secret' } }, { authorization: `Basic ${btoa('ann:secret')}` });
    const login = { authorization: `Basic ${btoa('ann:secret')}` };
    expect((await ask({ ...login, host: 'evil.example' })).status).toBe(421);
    expect((await ask({ ...login, origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({})).status).toBe(401);
    expect((await ask({ authorization: `Basic ${btoa('ann:wrong')}` })).status).toBe(401);
    await house.put(mail('seen'));
    expect((await call('list_messages')).value.total).toBe(1);
  });

  it('refuses other methods and what is no JSON, and bounds what it reads', async () => {
    await open();
    expect(await ask({}, 'GET', undefined)).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect((await ask({}, 'DELETE', undefined)).status).toBe(405);
    expect((await ask({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ask({}, 'POST', '{')).status).toBe(400);
    expect((await ask({}, 'POST', JSON.stringify('x'.repeat(9 * 1024 * 1024)))).status).toBe(413);
    const answer = await ask({ accept: 'application/json, text/event-stream' });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('lets the token of an inbox see that inbox only', async () => {
    const first = await openHouse();
    const { token, address } = (await first.send('POST', '/api/inboxes', {})).json<LeaseJson>();
    house = first;
    client = new Client({ name: 'test', version: '1' });
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${house.origin}/mcp`), { requestInit }) as never);
    await house.put(mail('theirs'));
    const mine = await house.put(mail('mine'), { to: [address] });
    expect((await call('list_messages')).value.messages).toMatchObject([{ subject: 'mine' }]);
    expect((await call('search_messages', { query: 'theirs' })).value.messages).toEqual([]);
    expect((await call('read_message', { id: mine.id })).value.subject).toBe('mine');
    const send = await call('send_message', { from: 'a@example.org', to: 'b@example.org' });
    expect(send).toMatchObject({ isError: true, text: expect.stringMatching(/inbox/) });
    expect((await call('delete_messages', { all: true })).value).toEqual({ deleted: 1 });
    expect((await house.ask('/api/messages')).json<{ total: number }>().total).toBe(1);
  });

  it('is found below the base path', async () => {
    await open({ http: { basePath: '/mail/' } });
    await house.put(mail('here'));
    expect((await call('list_messages')).value.total).toBe(1);
  });
});
