import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageJson, StructureJson } from '../schemas/message.js';
import { type House, openHouse } from '../testing/harness.js';

const PNG = randomBytes(5000);
const lines = (bytes: Buffer) => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
const part = (headers: string[], body: string) => ['--b', ...headers, '', body].join('\r\n');
const attachment = (type: string, name: string, body: string) =>
  part([`Content-Type: ${type}`, `Content-Disposition: attachment; filename="${name}"`], body);

const RAW = [
  'From: Bob <bob@example.org>',
  'To: Ann <ann@example.org>',
  'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  part(
    ['Content-Type: text/html; charset=utf-8'],
    '<h1>Hi</h1><img src="cid:logo@x"><img src="http://tracker.example/p.gif"><a href="https://example.org/go">Go</a>',
  ),
  part(
    ['Content-Type: image/png; name="logo.png"', 'Content-ID: <logo@x>', 'Content-Transfer-Encoding: base64'],
    lines(PNG),
  ),
  attachment('text/html', 'page.html', '<script>alert(1)</script>'),
  attachment('image/svg+xml', 'x.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  part(
    ['Content-Type: text/plain; charset=iso-8859-1', 'Content-Disposition: attachment; filename="n.txt"'],
    '0123456789',
  ),
  part(
    [
      'Content-Type: application/x-thing',
      'Content-ID: <../../../x.js>',
      "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fe%E2%80%AEtxt.exe%0D%0AX: y",
    ],
    'x',
  ),
  '--b--',
  '',
].join('\r\n');

let house: House;
let base: string;
beforeAll(async () => {
  house = await openHouse();
  base = `/api/messages/${(await house.put(RAW)).id}`;
});
afterAll(() => house.close());

const get = (path: string, headers: Record<string, string> = {}) => house.ask(base + path, { headers });

describe('raw', () => {
  it('is the message, byte for byte, as a download', async () => {
    const answer = await get('/raw');
    expect(answer.text).toBe(RAW);
    expect(answer.headers).toMatchObject({
      'content-type': 'message/rfc822',
      'content-length': String(Buffer.byteLength(RAW)),
      'accept-ranges': 'bytes',
      'content-disposition': expect.stringMatching(/^attachment; filename=/),
    });
  });

  it('comes by range', async () => {
    const range = await get('/raw', { range: 'bytes=5-9' });
    expect([range.status, range.text]).toEqual([206, RAW.slice(5, 10)]);
    expect(range.headers['content-range']).toBe(`bytes 5-9/${RAW.length}`);
    expect((await get('/raw', { range: 'bytes=-4' })).text).toBe(RAW.slice(-4));
    const beyond = await get('/raw', { range: 'bytes=999999-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${RAW.length}`]);
    expect((await get('/raw', { range: 'bytes=0-1,3-4' })).status).toBe(200);
    expect((await get('/raw', { range: 'bytes=0-1', 'if-range': '"x"' })).status).toBe(200);
  });
});

describe('parts', () => {
  it('are decoded', async () => {
    const answer = await get('/parts/2');
    expect(createHash('sha1').update(answer.bytes).digest('hex')).toBe(createHash('sha1').update(PNG).digest('hex'));
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline; filename="logo.png"',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox;/),
    });
    expect((await get('/parts/2?download=1')).headers['content-disposition']).toBe('attachment; filename="logo.png"');
  });

  it.each([
    ['2', 'bytes=100-199', () => PNG.subarray(100, 200)],
    ['2', 'bytes=4999-', () => PNG.subarray(4999)],
    ['2', 'bytes=-10', () => PNG.subarray(-10)],
    ['5', 'bytes=2-3', () => Buffer.from('23')],
  ])('part %s comes by range %s of its decoded bytes', async (path, range, expected) => {
    const answer = await get(`/parts/${path}`, { range });
    expect(answer.status).toBe(206);
    expect(answer.bytes.equals(expected())).toBe(true);
    expect(Number(answer.headers['content-length'])).toBe(expected().length);
  });

  it('tell their charset', async () => {
    expect((await get('/parts/5')).headers['content-type']).toBe('text/plain; charset=iso-8859-1');
  });

  it('are never shown when they could run: HTML and SVG are downloads in a sandbox', async () => {
    for (const path of ['1', '3', '4', '6']) {
      const { headers } = await get(`/parts/${path}`);
      expect(headers['content-disposition']).toMatch(/^attachment/);
      expect(headers['content-security-policy']).toMatch(/^sandbox;/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('have file names that can do no harm', async () => {
    const { headers } = await get('/parts/6');
    const header = headers['content-disposition'] ?? '';
    expect(decodeURIComponent(header)).not.toMatch(/[/\\\r\n\u202e]/);
    expect(header).toMatch(/^attachment; filename=/);
    expect(headers.x).toBeUndefined();
  });

  it('that are not there: 404', async () => {
    for (const path of ['7', '0', '1.1', 'x', 'raw', '1e0', '__proto__']) {
      expect((await get(`/parts/${path}`)).status).toBe(404);
    }
    expect((await get('/parts/')).status).toBe(404);
  });
});

describe('html', () => {
  it('may do nothing, load nothing, and has the pictures of the mail in it', async () => {
    const { text, headers } = await get('/html');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';/);
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|allow-forms|allow-top|http|script-src|'self' |\*/);
    expect(text).toContain(`<img src="data:image/png;base64,${PNG.toString('base64')}">`);
    expect(text).not.toContain('tracker');
    expect(text).toContain('<a href="https://example.org/go" rel="noopener noreferrer">');
    expect(text).toContain('<base target="_blank">');
  });

  it('loads from other servers when asked to', async () => {
    const { text, headers } = await get('/html?remote=1');
    expect(text).toContain('http://tracker.example/p.gif');
    expect(headers['content-security-policy']).toMatch(/img-src data: https: http:/);
    expect(headers['content-security-policy']).not.toMatch(/allow-scripts|allow-same-origin|script-src/);
  });

  it('is 404 for a message without', async () => {
    const { id } = await house.put('Subject: x\r\n\r\ntext\r\n');
    const answer = await house.ask(`/api/messages/${id}/html`);
    expect([answer.status, answer.json<{ type: string }>().type]).toEqual([404, 'urn:restante:no-html']);
  });

  it.each([
    '<script>alert(1)</script>',
    '<svg onload=alert(1)>',
    '<svg><script href="data:text/javascript,alert(1)"/></svg>',
    '<meta http-equiv="refresh" content="0;url=http://evil.example">',
    '<base href="http://evil.example/">',
    '<form action="http://evil.example"><button>x</button></form>',
    '<a href="javascript:alert(1)">x</a>',
    '<style>@import url("http://evil.example/x.css"); p { background: url(http://evil.example/y) }</style>',
    '<p style="background-image:url(//evil.example/z)">x</p>',
    '<iframe src="http://evil.example"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="http://evil.example"></object><embed src="http://evil.example">',
    '<link rel="stylesheet" href="http://evil.example"><link rel="prefetch" href="http://evil.example">',
    '<img src="http://evil.example/a" onerror="alert(1)"><video poster="http://evil.example/b"><source src="http://evil.example/c"></video>',
    '<body background="http://evil.example/d" onload="alert(1)">',
    '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
    '<noscript><style></noscript><img src=x onerror=alert(1)></style>',
  ])('has no request and no script left of %s', async (hostile) => {
    const { id } = await house.put(`Content-Type: text/html\r\n\r\n<p>before</p>${hostile}<p>after</p>\r\n`);
    const { text, headers } = await house.ask(`/api/messages/${id}/html`);
    expect(text).toContain('before');
    expect(text).not.toMatch(/evil\.example|<script|javascript:|<iframe|<form|http-equiv|srcdoc/i);
    expect(text).not.toMatch(/<[^>]*\son\w+=/i);
    expect(headers['content-security-policy']).toMatch(/^sandbox allow-popups .*default-src 'none'/);
  });
});

describe('the rest of a message', () => {
  it('is all in its detail', async () => {
    const message = (await get('')).json<MessageJson>();
    expect(message).toMatchObject({
      subject: 'Grüße',
      html: expect.stringContaining('cid:logo@x'),
      incomplete: null,
      session: null,
      envelope: { via: 'http', reversePath: { address: 'bob@example.org' } },
      locations: expect.arrayContaining([{ account: 'catchall', mailbox: 'INBOX', uid: 1 }]),
    });
    expect(message.attachmentList.map(({ path }) => path)).toEqual(expect.arrayContaining(['3', '4', '5', '6']));
    expect(message.links[0]).toMatchObject({ url: 'https://example.org/go', text: 'Go' });
  });

  it('says the structure with byte ranges', async () => {
    const { root, parts } = (await get('/structure')).json<StructureJson>();
    expect(parts).toBe(7);
    const text = root.children[4];
    expect(RAW.slice(text?.body.start, text?.body.end)).toBe('0123456789');
  });

  it('has headers in order, decoded and as written', async () => {
    const { headers } = (await get('/headers')).json<{ headers: { name: string; value: string; raw: string }[] }>();
    expect(headers.map(({ name }) => name)).toEqual(['From', 'To', 'Subject', 'MIME-Version', 'Content-Type']);
    expect(headers[2]).toEqual({ name: 'Subject', value: 'Grüße', raw: 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=' });
  });

  it('has text, links, codes and the transcript', async () => {
    const session = { id: 's9', transcript: '0\tS\t220 hello\n5\tC\tEHLO x\n' };
    const { id } = await house.put('Subject: x\r\n\r\nYour login code: 913482 \r\n', { session });
    const of = (path: string) => house.ask(`/api/messages/${id}/${path}`);
    const text = await of('text');
    expect([text.text.trim(), text.headers['content-type']]).toEqual([
      'Your login code: 913482',
      'text/plain; charset=utf-8',
    ]);
    expect((await of('codes')).json<{ codes: { code: string }[] }>().codes[0]?.code).toBe('913482');
    expect((await of('links')).json()).toEqual({ links: [] });
    expect((await of('transcript')).json()).toEqual({
      session: 's9',
      lines: [
        { at: 0, from: 'server', line: '220 hello' },
        { at: 5, from: 'client', line: 'EHLO x' },
      ],
    });
  });
});
