import { describe, expect, it } from 'vitest';
import { parseDetail } from './detail.js';
import { DETAIL_TEXT } from './insight-limits.js';
import { StructureScanner } from './structure.js';

function detail(...lines: string[]) {
  const raw = Buffer.from(lines.join('\r\n'));
  const scanner = new StructureScanner();
  scanner.write(raw);
  return parseDetail(raw, scanner.end());
}

const MIXED = [
  'From: =?utf-8?Q?J=C3=B6rg?= <j@a.example>',
  'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
  ' folded',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'caf=E9 https://a.example/',
  '--a',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>café <img src="cid:logo@a"></p>',
  '--a--',
  '--r',
  'Content-Type: image/png',
  'Content-ID: <logo@a>',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.alloc(100).toString('base64'),
  '--r--',
  '--m',
  'Content-Type: application/pdf; name="=?utf-8?Q?=C3=BCber.pdf?="',
  'Content-Disposition: attachment',
  'Content-Transfer-Encoding: base64',
  '',
  `${Buffer.alloc(57).toString('base64')}\r\n${Buffer.alloc(10).toString('base64')}`,
  '--m--',
  '',
];

describe('parseDetail', () => {
  it('gives text, HTML, headers and files', async () => {
    const { bytes, ...rest } = await detail(...MIXED);
    expect(rest).toEqual({
      text: 'café https://a.example/',
      links: [{ url: 'https://a.example/', text: 'https://a.example/', where: 'text', kind: 'link' }],
      html: '<p>café <img src="cid:logo@a"></p>',
      incomplete: null,
      headers: [
        { name: 'From', value: 'Jörg <j@a.example>', raw: 'From: =?utf-8?Q?J=C3=B6rg?= <j@a.example>' },
        { name: 'Subject', value: 'Grüße folded', raw: 'Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n folded' },
        {
          name: 'Content-Type',
          value: 'multipart/mixed; boundary=m',
          raw: 'Content-Type: multipart/mixed; boundary=m',
        },
      ],
      attachments: [
        {
          path: '1.2',
          filename: 'part-1.2.png',
          contentType: 'image/png',
          size: 100,
          contentId: 'logo@a',
          inline: true,
        },
        { path: '2', filename: 'über.pdf', contentType: 'application/pdf', size: 67, contentId: null, inline: false },
      ],
    });
    expect(bytes).toBeGreaterThan(500);
  });

  it.each([
    ['nothing at all', [], { text: '', html: null }],
    ['no body', ['Subject: x', '', ''], { text: '', html: null }],
    ['plain text', ['Subject: x', '', 'Hi', ''], { text: 'Hi\n', html: null }],
    ['HTML only', ['Content-Type: text/html', '', '<b>Hi</b>'], { text: null, html: '<b>Hi</b>' }],
    ['a file only', ['Content-Type: image/png', '', 'x'], { text: null, html: null }],
    ['flowed text', ['Content-Type: text/plain; format=flowed', '', 'one ', 'two'], { text: 'one two', html: null }],
    [
      'no end of a multipart',
      ['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'Hi'],
      { text: 'Hi', html: null },
    ],
    ['an unknown charset', ['Content-Type: text/plain; charset=x-none', '', 'é'], { text: 'é', html: null }],
  ])('%s', async (_what, lines, expected) => {
    expect(await detail(...lines)).toMatchObject({ ...expected, incomplete: null });
  });

  it('keeps the text of an embedded message that is to be shown inline, and lists it as a file', async () => {
    const { text, attachments } = await detail(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'Outer',
      '--b',
      'Content-Type: message/rfc822',
      'Content-Disposition: inline',
      '',
      'Subject: Inner subject',
      '',
      'Inner text',
      '--b--',
    );
    expect(text).toContain('Outer');
    expect(text).toContain('Inner text');
    expect(attachments).toMatchObject([{ path: '2', contentType: 'message/rfc822' }]);
  });

  it('says so when text is left out', async () => {
    const line = `${'x'.repeat(76)}\r\n`;
    const { text, incomplete } = await detail('Subject: long', '', line.repeat(DETAIL_TEXT / 78 + 1000));
    expect(incomplete).toMatch(/^Text after the first 8 MB is left out/);
    expect(text?.length).toBeLessThanOrEqual(DETAIL_TEXT);
    expect(text?.length).toBeGreaterThan(DETAIL_TEXT * 0.9);
  });

  it('takes the first parts and explains itself when there are too many', async () => {
    const { text, html, incomplete, attachments } = await detail(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'First',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>First</p>',
      ...Array.from({ length: 20_000 }, () => '--b\r\nContent-Type: image/gif\r\n\r\nGIF'),
      '--b--',
    );
    expect(text).toBe('First');
    expect(html).toBe('<p>First</p>');
    expect(incomplete).toMatch(/more parts/);
    expect(attachments.length).toBeLessThanOrEqual(1000);
  });

  it('reads a header of a megabyte up to its limit', async () => {
    const { text, headers, incomplete } = await detail(`X-Long: ${'x'.repeat(2_000_000)}`, '', 'Hi');
    expect(headers.length).toBeLessThanOrEqual(1);
    expect([text, incomplete]).toSatisfy(([t, i]) => t?.includes('Hi') || i !== null);
  });
});
