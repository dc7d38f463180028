import { describe, expect, it } from 'vitest';
import { Describer, type Description } from './describe.js';
import { MAX_SUBJECT, MAX_TAGS } from './limits.js';
import { SAMPLES, sample } from './testing/samples.js';
import type { Envelope } from './types.js';

function envelope(to: string[] = [], more: Partial<Envelope> = {}): Envelope {
  return {
    via: 'smtp',
    reversePath: { address: 'a@example.com', params: {} },
    forwardPaths: to.map((address) => ({ address, params: {} })),
    helo: 'test',
    client: { address: '127.0.0.1', port: 1 },
    tls: null,
    user: null,
    body: null,
    smtputf8: false,
    ...more,
  };
}

function read(raw: Buffer | string, facts = envelope()): Description {
  const describer = new Describer();
  describer.write(Buffer.from(raw as string));
  return describer.end(facts);
}

const codes = (raw: Buffer | string, facts?: Envelope): string[] => read(raw, facts).summary.notes.map((n) => n.code);

/** Half of a surrogate pair. */
const LONE = /\p{Surrogate}/u;

/** A message with all that a strict reader asks for, its header before the given one. */
const whole = (header: string, body = ''): string =>
  `From: a@example.com\r\nDate: Mon, 24 Nov 2025 03:40:00 +0000\r\nMessage-ID: <1@example.com>\r\n${header}\r\n${body}`;

describe('a summary', () => {
  it('has what a list row needs', () => {
    const raw =
      'From: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>\r\nTo: Jane <jane@example.com>,\r\n bob@example.com\r\n' +
      'Cc: c@example.com\r\nBcc: d@example.com\r\nReply-To: Desk <desk@example.com>\r\n' +
      'Subject: =?utf-8?B?R3LDvMOfZQ==?= =?utf-8?Q?_aus?=\r\n\tBonn\r\nDate: Mon, 24 Nov 2025 03:40:00 +0100\r\n' +
      'Message-ID: <1@example.com>\r\nIn-Reply-To: <0@example.com>\r\nReferences: <a@example.com>\r\n <b@example.com>\r\n' +
      'X-Tags: red, =?utf-8?Q?gr=C3=BCn?=,, red\r\nX-Tags: blue\r\n\r\nHello\r\n  there.\r\n';
    const { summary, tags } = read(raw, envelope(['jane@example.com', 'E@example.com']));
    expect(summary).toEqual({
      subject: 'Grüße aus Bonn',
      from: [{ name: 'Jürgen', address: 'j@example.com' }],
      to: [
        { name: 'Jane', address: 'jane@example.com' },
        { name: '', address: 'bob@example.com' },
      ],
      cc: [{ name: '', address: 'c@example.com' }],
      bcc: [
        { name: '', address: 'd@example.com' },
        { name: '', address: 'E@example.com' },
      ],
      replyTo: [{ name: 'Desk', address: 'desk@example.com' }],
      date: Date.UTC(2025, 10, 24, 2, 40),
      messageId: '1@example.com',
      references: ['a@example.com', 'b@example.com', '0@example.com'],
      snippet: 'Hello there.',
      attachments: 0,
      hasHtml: false,
      hasText: true,
      notes: [],
    });
    expect(tags).toEqual(['red', 'grün', 'blue']);
  });

  it('of an empty message is empty', () => {
    const { summary, tags } = read('');
    expect(summary).toMatchObject({
      subject: '',
      from: [],
      to: [],
      date: null,
      messageId: null,
      snippet: '',
      hasText: true,
    });
    expect(tags).toEqual([]);
  });

  it('counts attachments but not what the HTML shows, nor what a message inside has', () => {
    const raw = whole(
      'Content-Type: multipart/mixed; boundary=x\r\n',
      '--x\r\nContent-Type: multipart/related; boundary=y\r\n\r\n--y\r\nContent-Type: text/html\r\n\r\n<b>Hi</b>\r\n' +
        '--y\r\nContent-Type: image/png\r\nContent-ID: <i@x>\r\n\r\n\r\n--y--\r\n--x\r\nContent-Type: application/pdf\r\n\r\n\r\n' +
        '--x\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: application/pdf\r\n\r\n\r\n--x--\r\n',
    );
    expect(read(raw).summary).toMatchObject({ attachments: 2, hasHtml: true, hasText: false, snippet: 'Hi' });
  });

  it('bounds what a list row carries', () => {
    const { summary } = read(`Subject: ${'😀'.repeat(5000)}\r\nX-Tags: ${'t,'.repeat(10)}${'x'.repeat(500)}\r\n\r\n`);
    expect(summary.subject.length).toBeLessThanOrEqual(MAX_SUBJECT);
    expect(summary.subject).not.toMatch(LONE);
    const tags = Array.from({ length: 500 }, (_, i) => `t${i}`).join(',');
    expect(read(`X-Tags: ${tags}\r\n\r\n`).tags).toHaveLength(MAX_TAGS);
  });

  it('adds up repeated address fields and takes the first of others', () => {
    const { summary } = read('To: a@x.example\r\nTo: b@x.example\r\nSubject: one\r\nSubject: two\r\n\r\n');
    expect(summary.to.map((a) => a.address)).toEqual(['a@x.example', 'b@x.example']);
    expect(summary.subject).toBe('one');
  });

  it('shares what is empty', () => {
    const [one, two] = [read(sample('plain')), read(sample('plain'))];
    expect(one.summary.cc).toBe(two.summary.cc);
    expect(one.summary.notes).toBe(two.summary.notes);
    expect(one.structure.root.params).toBe(two.structure.root.params);
    expect(one.structure.root.children).toBe(two.structure.root.children);
  });
});

describe('blind copies', () => {
  const hidden = (header: string, to: string[]): string[] =>
    read(`${header}\r\n\r\n`, envelope(to)).summary.bcc.map((a) => a.address);

  it.each<[string, string, string[], string[]]>([
    ['none', 'To: a@x.example', ['a@x.example'], []],
    ['in another case', 'To: A@X.example', ['a@x.EXAMPLE'], []],
    ['one in Cc', 'Cc: a@x.example', ['a@x.example'], []],
    ['one nobody names', 'To: a@x.example', ['a@x.example', 'b@x.example', 'B@x.example'], ['b@x.example']],
    ['all of them', 'Subject: x', ['a@x.example', 'b@x.example'], ['a@x.example', 'b@x.example']],
    ['one in Bcc', 'Bcc: b@x.example', ['b@x.example', 'c@x.example'], ['b@x.example', 'c@x.example']],
    ['a Bcc field alone', 'Bcc: b@x.example', [], ['b@x.example']],
  ])('%s', (_, header, to, bcc) => {
    expect(hidden(header, to)).toEqual(bcc);
  });

  it('of a thousand recipients', () => {
    const all = Array.from({ length: 1000 }, (_, i) => `user${i}@x.example`);
    expect(hidden(`To: ${all.slice(0, 500).join(',\r\n ')}`, all)).toEqual(all.slice(500));
  });
});

describe('a snippet', () => {
  const plain = (body: string | Buffer, header = ''): string =>
    read(Buffer.concat([Buffer.from(whole(header)), Buffer.from('\r\n'), Buffer.from(body as string)])).summary.snippet;

  it.each<[string, string, string | Buffer, string]>([
    ['folds white space', '', ' a\r\n\r\n\tb \u00a0\u200b c\r\n', 'a b c'],
    ['decodes base64', 'Content-Transfer-Encoding: base64\r\n', 'R3LDvMOf\r\nZQ==\r\n', 'Grüße'],
    [
      'decodes quoted-printable',
      'Content-Transfer-Encoding: quoted-printable\r\n',
      'Gr=C3=BC=\r\n=C3=9Fe\r\n',
      'Grüße',
    ],
    [
      'decodes charsets',
      'Content-Type: text/plain; charset=iso-8859-1\r\n',
      Buffer.from('Gr\xfc\xdfe', 'latin1'),
      'Grüße',
    ],
    ['reads UTF-8 without a charset', '', 'Grüße', 'Grüße'],
    [
      'reads HTML when there is no text',
      'Content-Type: text/html\r\n',
      '<style>x{}</style><h1>A</h1><p>b &amp; c</p>',
      'A b & c',
    ],
    ['is empty without any text', 'Content-Type: application/pdf\r\n', 'x', ''],
    ['is empty for an attached text', 'Content-Disposition: attachment\r\n', 'x', ''],
    ['leaves joiners inside words', '', 'نامه\u200cها', 'نامه\u200cها'],
    ['drops padding', '', 'a \u200c \u200c \u200c b', 'a b'],
  ])('%s', (_, header, body, expected) => {
    expect(plain(body, header)).toBe(expected);
  });

  it.each<[string, string, number]>([
    ['a', 'a', 200],
    ['words', 'word ', 199],
    ['surrogate pairs', '😀', 200],
    ['surrogate pairs at the odd place', 'x😀', 200],
    ['letters with marks', 'xe\u0301\u0302', 200],
    ['joined emoji', '👩\u200d💻', 200],
  ])('is at most 200 characters of %s and cuts none', (_, piece, length) => {
    const snippet = plain(piece.repeat(1000));
    expect(snippet.length).toBeLessThanOrEqual(200);
    expect(snippet.length).toBeGreaterThan(length - 10);
    expect(snippet).not.toMatch(LONE);
    expect(`${snippet}${piece.endsWith(' ') ? ' ' : ''}`.length % piece.length).toBe(
      piece === 'x😀' ? snippet.length % 3 : 0,
    );
  });

  it('looks behind much white space', () => {
    expect(plain(`${' \r\n'.repeat(500)}at last`)).toBe('at last');
  });

  it('does not end in half a character when the bytes end there', () => {
    expect(plain(`${' '.repeat(4095)}ü`)).toBe('');
  });

  const alternative = (first: string, second: string): string =>
    read(
      whole(
        'Content-Type: multipart/alternative; boundary=x\r\n',
        `--x\r\n${first}\r\n--x\r\n${second}\r\n--x\r\n\r\nthird\r\n--x--\r\n`,
      ),
    ).summary.snippet;
  const text = (body: string): string => `Content-Type: text/plain\r\n\r\n${body}`;
  const html = (body: string): string => `Content-Type: text/html\r\n\r\n<p>${body}</p>`;

  it.each([
    ['text first', text('T'), html('H'), 'T'],
    ['HTML first', html('H'), text('T'), 'T'],
    ['an empty text', text(' \r\n'), html('H'), 'H'],
    ['two texts', text('T'), text('U'), 'T'],
  ])('is of the text: %s', (_, first, second, expected) => {
    expect(alternative(first, second)).toBe(expected);
  });
});

describe('notes', () => {
  it.each<[string, string, string[]]>([
    ['nothing to note', whole('Subject: x\r\n', 'x\r\n'), []],
    ['missing fields', 'Subject: x\r\n\r\n', ['missing-from', 'missing-date', 'missing-message-id']],
    ['a bad date', 'From: a@b\r\nMessage-ID: <x@y>\r\nDate: today\r\n\r\n', ['bad-date']],
    ['a repeated field', whole('From: b@example.com\r\n'), ['duplicate-header']],
    ['repeated trace fields, which may', whole('Received: a\r\nReceived: b\r\nX-A: 1\r\nX-A: 2\r\n'), []],
    ['a line that is no field', whole('no field\r\n'), ['not-a-field']],
    ['8-bit bytes in the header', whole('Subject: ü\r\n'), ['eight-bit-header']],
    ['no header', 'hello\r\n', ['no-header', 'missing-from', 'missing-date', 'missing-message-id']],
    ['an empty first line', '\r\nx', ['leading-blank-line', 'missing-from', 'missing-date', 'missing-message-id']],
    ['998 characters', whole('', 'x'.repeat(998)), []],
    ['999 characters', whole('', `x\r\n${'x'.repeat(999)}`), ['long-line']],
    ['a bare LF', whole('', 'x\n'), ['bare-lf']],
    ['a bare CR', whole('', 'x\ry'), ['bare-cr']],
    ['NUL', whole('', 'x\0'), ['nul-byte']],
  ])('%s', (_, raw, expected) => {
    expect(codes(raw.replace(/(\r\n){3}x/, '\r\n\r\nx'))).toEqual(expected);
  });

  it('take UTF-8 in the header where the envelope says SMTPUTF8, and nothing else', () => {
    const utf8 = envelope([], { smtputf8: true });
    expect(codes(whole('Subject: ü\r\n'), utf8)).toEqual([]);
    expect(codes(Buffer.from(whole('Subject: \xfc\r\n'), 'latin1'), utf8)).toEqual(['eight-bit-header']);
  });

  it('say where', () => {
    const raw = whole('Subject: x\r\n', 'one\r\ntwo\nthree\n');
    const { notes } = read(raw).summary;
    expect(notes).toEqual([{ code: 'bare-lf', text: expect.stringContaining('RFC 5321'), at: raw.indexOf('\nthree') }]);
  });

  it('have a sentence each', () => {
    const all = Object.keys(SAMPLES).flatMap((name) => read(sample(name)).summary.notes);
    for (const note of all) expect(note.text).toMatch(/^[A-Z].*\.$/);
    expect(new Set(all.map((note) => note.code)).size).toBeGreaterThan(12);
  });
});
