import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlLines } from './html-lines.js';
import { Masker } from './masks.js';
import { SNAPSHOT_LENGTH, snapshot } from './snapshot.js';

describe('masks', () => {
  it.each([
    ['sent 2026-03-01T10:30:15.250Z', 'sent [date]'],
    ['sent 2026-03-01 10:30', 'sent [date]'],
    ['Mon, 03 Mar 2025 10:00:00 +0000', '[date]'],
    ['Tue, 4 Mar 2025 10:00:00 -0500 (EST)', '[date]'],
    ['on March 3rd, 2026 at 9:05 pm', 'on [date] at [time]'],
    ['on 3 March 2026, 09:05', 'on [date], [time]'],
    ['am 3.3.2026', 'am [date]'],
    ['id 01a20d6d-8cc8-77c6-a7f3-92a50bb96c1c', 'id [uuid-1]'],
    ['https://shop.example/reset?token=abc&page=2', 'https://shop.example/reset?token=[token-1]&page=2'],
    ['https://shop.example/?a=1&amp;utm_source=x', 'https://shop.example/?a=1&amp;utm_source=[token-1]'],
    ['https://shop.example/c/4f9a8b7c6d5e4f3a2b1c0d9e', 'https://shop.example/c/[token-1]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '[token-1]'],
    ['to abcdefghijkl@inbox.test and sign-up-ab1defghijk2@inbox.test', 'to [inbox-1] and [inbox-2]'],
    ['a1b2c3d4e5f6a7b8c9d0 twice: a1b2c3d4e5f6a7b8c9d0', '[token-1] twice: [token-1]'],
  ])('%s becomes %s', (text, masked) => {
    expect(new Masker().text(text)).toBe(masked);
  });

  it.each([
    'Your order of 3 shirts for 12.50',
    'internationalisation-of-interfaces is a long word',
    'https://shop.example/products/blue-shirt?size=10',
    'Version 1.2.3, chapter 4',
    'Call 555 0100',
    '______________________________',
    '1234567890123456789012345',
  ])('%s stays', (text) => {
    expect(new Masker().text(text)).toBe(text);
  });

  it('tells two values apart, and knows one again throughout', () => {
    const masker = new Masker([{ name: 'code', value: '482913' }]);
    const a = '01a20d6d-8cc8-77c6-a7f3-92a50bb96c1c';
    const b = '01a20d6d-7d28-768d-9c13-9cc8c3d4726a';
    expect(masker.text(`${a} ${b}`)).toBe('[uuid-1] [uuid-2]');
    expect(masker.text(`${b} 482913`)).toBe('[uuid-2] [code]');
  });

  it('masking twice changes nothing', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('2026-03-01T10:30Z', '?token=', '&t=', 'a1b2c3d4e5f6a7b8c9d0', '10:30', '[token-1]', ' ', '\n'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = new Masker().text(pieces.join(' '));
        expect(new Masker().text(once)).toBe(once);
      }),
    );
  });

  it('takes time that grows with the text only: these would take others minutes', () => {
    for (const text of [
      'a1'.repeat(200_000),
      '1 '.repeat(200_000),
      '?token='.repeat(60_000),
      'eyJaaaaaaaaaa.'.repeat(30_000),
      'Mon, '.repeat(80_000),
    ]) {
      expect(new Masker().text(text).length).toBeLessThanOrEqual(text.length * 4);
    }
  });
});

describe('HTML in lines', () => {
  it.each([
    ['<p>Hello <b>Ann</b></p><p>Bye</p>', '<p>\nHello <b>Ann</b>\n</p>\n<p>\nBye\n</p>'],
    [
      '<table><tr><td  class="a > b">x</td></tr></table>',
      '<table>\n<tr>\n<td class="a > b">\nx\n</td>\n</tr>\n</table>',
    ],
    ['a <!-- <p> --> b', 'a\n<!-- <p> -->\nb'],
    ['a\n  b <i>c</i>', 'a b <i>c</i>'],
    ['a < b <p', 'a\n< b <p'],
    ['<a href="x', '<a href="x'],
    ['', ''],
  ])('%j', (html, lines) => {
    expect(htmlLines(html)).toBe(lines);
  });

  it('loses nothing but white space', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<p>', '</p>', '<', '>', '"', "'", 'x', ' ', '\n', '<!--', '-->', '<b>')),
        (all) => {
          const html = all.join('');
          expect(htmlLines(html).replace(/\s/g, '')).toBe(html.replace(/\s/g, ''));
        },
      ),
    );
  });
});

const field = (name: string, value: string) => ({ name, value, raw: `${name}: ${value}` });
const message = (run: number) => ({
  headers: [
    field('Received', `from x by y; ${run}`),
    field('From', 'Shop <noreply@shop.example>'),
    field('Date', `Mon, 0${run} Mar 2026 10:00:00 +0000`),
    field('Message-ID', `<${run}@shop.example>`),
    field('Content-Type', `multipart/mixed; boundary="b-${run}"`),
  ],
  text: `Hello   \r\nYour code is 00000${run}.\r\n`,
  html: `<p><img src="cid:logo-${run}@x"><a href="https://shop.example/go?token=${run}">Go</a></p>`,
  attachments: [
    { path: '2', filename: 'a.pdf', contentType: 'application/pdf', size: 9, contentId: null, inline: false },
  ],
  codes: [`00000${run}`],
});

describe('snapshot', () => {
  it('is the same for each run', () => {
    expect(snapshot(message(1))).toBe(snapshot(message(2)));
    expect(snapshot(message(1))).toBe(
      [
        'From: Shop <noreply@shop.example>',
        'Date: [date]',
        'Message-ID: [message-id]',
        'Content-Type: multipart/mixed; boundary=[boundary]',
        '',
        '--- text/plain',
        'Hello',
        'Your code is [code].',
        '',
        '--- text/html',
        '<p>',
        '<img src="cid:[cid-1]"><a href="https://shop.example/go?token=[token-1]">Go</a>',
        '</p>',
        '',
        '--- attachment a.pdf',
        'application/pdf, 9 bytes',
        '',
      ].join('\n'),
    );
  });

  it('shows all without masks', () => {
    const plain = snapshot(message(1), false);
    for (const part of ['Received: from x by y; 1', '<1@shop.example>', '000001', 'b-1', 'cid:logo-1@x', 'token=1']) {
      expect(plain).toContain(part);
    }
  });

  it('is bounded', () => {
    const long = { ...message(1), text: 'word '.repeat(SNAPSHOT_LENGTH) };
    expect(snapshot(long).length).toBeLessThan(SNAPSHOT_LENGTH + 100);
  });
});
