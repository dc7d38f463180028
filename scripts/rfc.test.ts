import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const rows = readFileSync(new URL('docs/rfc.md', root), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| RFC ') && !line.startsWith('| ---'))
  .map((line) => line.slice(2, -2).split(' | ') as [string, string, string, string]);

describe('docs/rfc.md', () => {
  it.each(rows)('%s: %s', (rfc, _what, status, tests, ...more: string[]) => {
    expect(more).toEqual([]);
    expect(rfc).toMatch(/^\[[^\]]+\]\(https:\/\/\S+\)(, \[\d+\]\(https:\/\/\S+\))*$/);
    for (const [, number, linked] of rfc.matchAll(/\[(\d+)\]\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc(\d+)\)/g)) {
      expect(linked).toBe(number);
    }
    expect(status).toMatch(/^(whole|part: )/);
    expect(tests).toMatch(/^`[^`]+`( `[^`]+`)*$/);
    const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? '');
    expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  it('has each word of CAPABILITY', () => {
    const transcript = readFileSync(new URL('src/imap/fixtures/capability.session.txt', root), 'utf8');
    const words = /^S: \* CAPABILITY (.*)$/m.exec(transcript)?.[1]?.split(' ') ?? [];
    expect(words.length).toBeGreaterThan(40);
    const known = new Set(rows.flatMap(([, what]) => what.split(', ')));
    const own = (word: string) => word.replace(/^APPENDLIMIT=\d+$/, 'APPENDLIMIT').replace(/^AUTH=/, '');
    expect(words.map(own).filter((word) => !known.has(word))).toEqual([]);
  });
});
