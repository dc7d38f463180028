import { describe, expect, it } from 'vitest';
import { SEARCH_TEXT } from './insight-limits.js';
import { searchText } from './search-text.js';
import { StructureScanner } from './structure.js';

function search(...lines: string[]): string {
  const raw = Buffer.from(lines.join('\r\n'));
  const scanner = new StructureScanner();
  scanner.write(raw);
  return searchText(raw, scanner.end());
}

describe('searchText', () => {
  it('is the decoded text of a simple message', () => {
    expect(
      search('Content-Type: text/plain; charset=windows-1251', 'Content-Transfer-Encoding: base64', '', 'z/Do'),
    ).toBe('При');
    expect(search('Subject: x', '', 'Body')).toBe('Body');
  });

  it('has all text parts, visible HTML, embedded messages and file names, but not what files contain', () => {
    const text = search(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<style>hidden</style><p>Seen &amp; found</p>',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'caf=C3=A9',
      '--b',
      'Content-Type: text/csv; name="=?utf-8?Q?t=C3=A4ble.csv?="',
      'Content-Disposition: attachment',
      '',
      'secret,column',
      '--b--',
    );
    expect(text.split('\n')).toEqual(['Seen & found', 'café', 'täble.csv']);
  });

  it('is bounded', () => {
    const part = ['--b', '', 'word '.repeat(100_000)].join('\r\n');
    expect(
      search('Content-Type: multipart/mixed; boundary=b', '', ...Array(5).fill(part), '--b--').length,
    ).toBeLessThanOrEqual(SEARCH_TEXT);
  });
});
