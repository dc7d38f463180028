import { once } from 'node:events';
import createClient from 'mailhog';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ConfigInput } from '../../../config/schema.js';
import { type House, mail, openHouse } from '../../testing/harness.js';
import { jimShape, messageShape, resultShape } from './shapes.js';

const MULTIPART = [
  'From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>',
  'To: Ann <ann@example.org>',
  'Subject: Mixed',
  ' and folded',
  'X-Twice: one',
  'X-Twice: two',
  'Content-Type: multipart/mixed; boundary="b 1"',
  '',
  'This is a preamble.',
  '--b 1',
  'Content-Type: multipart/alternative; boundary=inner',
  '',
  '--inner',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Gr=C3=BC=C3=9Fe',
  '--inner--',
  '--b 1',
  'Content-Type: text/plain; name=a.txt',
  'Content-Disposition: attachment; filename=a.txt',
  'Content-Transfer-Encoding: base64',
  '',
  'SGVsbG8=',
  '--b 1--',
  '',
].join('\r\n');

let house: House;
let client: ReturnType<typeof createClient>;
async function open(input: ConfigInput = {}): Promise<void> {
  house = await openHouse(input);
  client = createClient({ host: '127.0.0.1', port: house.port });
}
beforeEach(() => open());
afterEach(() => house.close());

const v2 = async (path = '') => resultShape.parse((await house.ask(`/api/v2/messages${path}`)).json());
const stored = async () => (await house.store.stats()).messages;

describe('a message', () => {
  it('is told to the field', async () => {
    const { id } = await house.put(MULTIPART, { to: ['ann@example.org', 'hidden@example.org'] });
    const answer = await house.ask(`/api/v1/messages/${id}`);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/json; charset=utf-8']);
    const message = messageShape.parse(answer.json());
    expect(message).toMatchObject({
      ID: id,
      From: { Relays: null, Mailbox: 'bob', Domain: 'example.org', Params: '' },
      To: [
        { Relays: null, Mailbox: 'ann', Domain: 'example.org', Params: '' },
        { Relays: null, Mailbox: 'hidden', Domain: 'example.org', Params: '' },
      ],
      Created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      Raw: { From: 'bob@example.org', To: ['ann@example.org', 'hidden@example.org'], Data: MULTIPART, Helo: '' },
    });
    expect(message.Content).toEqual({
      Headers: {
        From: ['=?utf-8?q?J=C3=BCrgen?= <j@example.org>'],
        To: ['Ann <ann@example.org>'],
        Subject: ['Mixed and folded'],
        'X-Twice': ['two'],
        'Content-Type': ['multipart/mixed; boundary="b 1"'],
        'Message-ID': [id],
        Received: [expect.stringContaining(id)],
        'Return-Path': ['<bob@example.org>'],
      },
      Body: MULTIPART.slice(MULTIPART.indexOf('This is')),
      Size: MULTIPART.length,
      MIME: null,
    });
  });

  it('has its parts as MailHog numbers them, and downloads by these numbers', async () => {
    const { id } = await house.put(MULTIPART);
    const [message] = (await v2()).items;
    const parts = message?.MIME?.Parts ?? [];
    expect(
      parts.map(({ Headers, Body, MIME }) => [Object.keys(Headers).length, Body.slice(0, 7), MIME === null]),
    ).toEqual([
      [0, 'This is', true],
      [1, '--inner', false],
      [3, 'SGVsbG8', true],
      [0, '--', true],
    ]);
    expect(parts[1]?.MIME?.Parts.map(({ Body }) => Body)).toEqual(['Gr=C3=BC=C3=9Fe', '--']);
    const part = await house.ask(`/api/v1/messages/${id}/mime/part/2/download`);
    expect([part.text, part.headers['content-type']]).toEqual(['Hello', 'text/plain; name=a.txt']);
    for (const wrong of ['4', '-1', 'x', '99999']) {
      expect((await house.ask(`/api/v1/messages/${id}/mime/part/${wrong}/download`)).status).toBe(404);
    }
    const whole = await house.ask(`/api/v1/messages/${id}/download`);
    expect([whole.text, whole.headers['content-type']]).toEqual([MULTIPART, 'message/rfc822']);
  });

  it('that is none, or has odd bytes, is told all the same', async () => {
    expect((await house.ask('/api/v1/messages/gone%3D%40mailhog.example')).text).toBe('null');
    await house.put(
      Buffer.concat([Buffer.from('Subject: x\r\n\r\nb'), Buffer.from([0xff, 0xfe]), Buffer.from('\0end')]),
    );
    await house.put('no header at all');
    await house.put(`Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\n'.repeat(20_000)}`);
    await house.put(`Subject: wide\r\n\r\n${'ü'.repeat(100_000)}`);
    const { items } = await v2();
    expect(items.map(({ Content }) => Content.Body.length)).toEqual([
      100_000,
      expect.any(Number),
      16,
      expect.any(Number),
    ]);
    expect(items[0]?.Content.Body).toBe('ü'.repeat(100_000));
    expect(items[1]?.MIME?.Parts.length).toBeLessThanOrEqual(10_000);
    expect(items[3]?.Content.Body).toBe('b\ufffd\ufffd\0end');
  });
});

describe('lists', () => {
  it('are pages, newest first', async () => {
    for (let number = 0; number < 60; number += 1) await house.put(mail(`m${number}`));
    const first = await v2();
    expect(first).toMatchObject({ total: 60, count: 50, start: 0 });
    expect(first.items[0]?.Content.Headers.Subject).toEqual(['m59']);
    expect(await v2('?start=58&limit=5')).toMatchObject({ total: 60, count: 2, start: 58 });
    expect(await v2('?start=60')).toMatchObject({ total: 60, count: 0, items: [] });
    expect(await v2('?limit=0&start=-1')).toMatchObject({ count: 50, start: 0 });
    expect((await v2('?limit=5000')).count).toBe(60);
  });

  it('are searched by kind', async () => {
    await house.put(MULTIPART);
    await house.put(mail('Plain', 'Some words'), { to: ['carl@example.org'] });
    for (const [kind, query, count] of [
      ['from', 'J@EXAMPLE', 1],
      ['from', 'bob@', 2],
      ['to', 'carl@example.org', 1],
      ['containing', 'some WORDS', 1],
      ['containing', 'mixed', 1],
      ['containing', 'nowhere', 0],
    ] as const) {
      const answer = await house.ask(`/api/v2/search?kind=${kind}&query=${encodeURIComponent(query)}`);
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      expect([query, resultShape.parse(answer.json()).total]).toEqual([query, count]);
    }
    for (const wrong of ['', '?kind=to', '?kind=subject&query=x', '?kind=TO&query=x', '?query=x']) {
      const answer = await house.ask(`/api/v2/search${wrong}`);
      expect([answer.status, answer.text]).toEqual([400, '']);
    }
  });

  it('by version 1 are MailHog’s only when that is wanted', async () => {
    await house.put(mail('x'));
    expect((await house.ask('/api/v1/messages')).json()).toMatchObject({ total: 1 });
    await house.close();
    await open({ http: { compat: 'mailhog' } });
    await house.put(mail('y'));
    const answer = await house.ask('/api/v1/messages');
    expect(messageShape.array().parse(answer.json())).toHaveLength(1);
    expect((await house.ask('/api/v1/messages?limit=1')).json()).toMatchObject({ total: 1 });
    const gone = await house.ask('/api/v1/messages', { method: 'DELETE', headers: { 'user-agent': 'x' } });
    expect([gone.status, gone.text, await stored()]).toEqual([200, '', 0]);
  });
});

describe('its npm client', () => {
  it('lists, searches, reads, deletes', async () => {
    await house.put(MULTIPART);
    await house.put(mail('Second'));
    const all = await client.messages(0, 10);
    expect(all?.count).toBe(2);
    const [second, first] = all?.items ?? [];
    expect(second).toMatchObject({ subject: 'Second', text: undefined });
    expect(first).toMatchObject({ from: 'Jürgen <j@example.org>', subject: 'Mixed and folded' });
    expect(first?.attachments?.map(({ name }) => name)).toEqual(['a.txt']);
    expect(await client.latestTo('ann@example.org')).toMatchObject({ subject: 'Second' });
    expect(await client.latestContaining('Grüße')).toMatchObject({ subject: 'Mixed and folded' });
    expect(await client.latestFrom('nobody')).toBeFalsy();
    expect((await client.deleteMessage(second?.ID ?? '')).statusCode).toBe(200);
    expect((await client.deleteMessage(second?.ID ?? '')).statusCode).toBe(500);
    expect((await client.messages())?.count).toBe(1);
    expect((await client.deleteAll()).statusCode).toBe(200);
    expect(await stored()).toBe(0);
  });

  it('releases nothing without a relay', async () => {
    const { id } = await house.put(mail('x'));
    const config = { host: 'localhost', port: '1', email: 'ann@example.org' };
    expect((await client.releaseMessage(id, config)).statusCode).toBe(500);
    expect((await client.releaseMessage('gone', config)).statusCode).toBe(500);
    const release = (body: string) => house.ask(`/api/v1/messages/${id}/release`, { method: 'POST', body });
    expect((await release('{')).status).toBe(500);
    expect((await release('{"Name":"unknown"}')).status).toBe(400);
    expect((await release('{"Host":"x","Mechanism":"LOGIN"}')).status).toBe(400);
    expect((await house.ask('/api/v2/outgoing-smtp')).json()).toEqual({});
  });
});

it('has Jim, who really works', async () => {
  const jim = (method: string, body?: unknown) =>
    house.ask('/api/v2/jim', { method, body: body === undefined ? undefined : JSON.stringify(body) });
  for (const method of ['GET', 'DELETE']) expect((await jim(method)).status).toBe(404);
  expect((await jim('PUT', {})).status).toBe(404);
  const woken = await jim('POST');
  expect([woken.status, woken.text]).toEqual([201, '']);
  expect((await jim('POST')).status).toBe(400);
  expect(jimShape.parse((await jim('GET')).json())).toMatchObject({ AcceptChance: 0.99, LinkSpeedMax: 10_240 });
  expect((await jim('PUT', { rejectsenderchance: 1 })).status).toBe(200);
  expect(jimShape.parse((await jim('GET')).json())).toMatchObject({
    AcceptChance: 1,
    RejectSenderChance: 1,
    DisconnectChance: 0,
  });
  expect(house.faults.refuse('sender', 'a@example.org')).toEqual({ code: 550, text: 'Invalid sender a@example.org' });
  for (const wrong of [{ AcceptChance: 2 }, { LinkSpeedMin: 'fast' }, 7])
    expect((await jim('PUT', wrong)).status).toBe(400);
  expect((await jim('DELETE')).status).toBe(200);
  expect(house.faults.refuse('sender')).toBeUndefined();
  expect((await house.ask('/api/v2/jim', { method: 'PATCH' })).status).toBe(404);
});

it('tells new messages by WebSocket and by server-sent events', async () => {
  const line = new WebSocket(`ws://127.0.0.1:${house.port}/api/v2/websocket`);
  await once(line, 'open');
  const stream = await fetch(`${house.origin}/api/v1/events`);
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  const framed = once(line, 'message');
  const { id } = await house.put(mail('pushed'));
  expect(messageShape.parse(JSON.parse(String((await framed)[0]))).ID).toBe(id);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.endsWith('\n\n')) text += (await reader?.read())?.value ?? '';
  expect(messageShape.parse(JSON.parse(text.replace(/^data: /, ''))).ID).toBe(id);
  await reader?.cancel();
  line.terminate();
});
