import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fold } from '../../lib/fold.js';
import type { Query } from '../ast.js';
import { parseQuery } from '../parse.js';
import type { Indexed } from './segment.js';
import { TextIndex } from './text-index.js';

interface Item extends Indexed {
  readonly text: string;
}

/** The first word is the subject. */
const textsOf = ({ text }: Item) => ({ summary: [fold(text.split(' ')[0] ?? '')], content: [fold(text)] });

const item = (text: string): Item => ({ text, segment: null, column: 0 });

function filled(texts: readonly string[], maxSegments = 100): { index: TextIndex<Item>; items: Item[] } {
  const index = new TextIndex<Item>(maxSegments);
  const items = texts.map(item);
  for (const each of items) {
    index.note(each);
    index.sign(each, textsOf(each));
  }
  return { index, items };
}

const found = (index: TextIndex<Item>, query: string): string[] | undefined =>
  index
    .lookup(parseQuery(query))
    ?.items()
    .map(({ text }) => text)
    .sort();

describe('lookup', () => {
  const texts = ['Reset your password', 'Order 4711 shipped', 'パスワードの再設定', 'größe', 'invoice.pdf'];
  const { index } = filled(texts);
  it.each<[string, string[] | undefined]>([
    ['password', ['Reset your password']],
    ['PASS', ['Reset your password']],
    ['"reset your"', ['Reset your password']],
    ['body:4711', ['Order 4711 shipped']],
    ['subject:4711', []],
    ['subject:rder', ['Order 4711 shipped']],
    ['from:reset OR to:order', ['Order 4711 shipped', 'Reset your password']],
    ['order subject:order', ['Order 4711 shipped']],
    ['再設', ['パスワードの再設定']],
    ['GRÖSSE', ['größe']],
    ['ö', undefined],
    ['ab', undefined],
    ['nowhere', []],
    ['password OR order', ['Order 4711 shipped', 'Reset your password']],
    ['password order', []],
    ['password is:unread', ['Reset your password']],
    ['password OR is:unread', undefined],
    ['-password', undefined],
    ['-password order', ['Order 4711 shipped']],
    ['(password OR ab) order', ['Order 4711 shipped']],
    ['attachment:inv*.pdf', ['invoice.pdf']],
    ['attachment:*.p?', undefined],
    ['account:password', undefined],
    ['code:password', undefined],
    ['link:password', undefined],
    ['tag:password', undefined],
    ['header:password', undefined],
    ['/password/', undefined],
    ['sort:oldest', undefined],
    ['order sort:oldest', ['Order 4711 shipped']],
  ])('%s', (query, expected) => expect(found(index, query)).toEqual(expected?.sort()));
});

test('what contains a text is always among the candidates', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'é', '語', '会'), maxLength: 12 });
  const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '語', '会'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), piece, (texts, value) => {
      const { index, items } = filled(texts);
      const query: Query = { kind: 'text', field: 'body', value };
      const lookup = index.lookup(query);
      for (const each of items) {
        if (!fold(each.text).includes(fold(value))) continue;
        if (lookup) expect(lookup.items()).toContain(each);
        expect(lookup?.may(each) ?? true).toBe(true);
      }
      expect(lookup?.items().every((each) => lookup.may(each)) ?? true).toBe(true);
      expect(lookup ? lookup.items().length <= lookup.count : true).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

/** Letters as by chance, but always the same. */
function letters(): () => string {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return 'abcdefghijklmnopqrstuvwxyz'[(state >>> 16) % 26] as string;
  };
}

test('few others are', () => {
  const letter = letters();
  const words = Array.from({ length: 3000 }, () => Array.from({ length: 7 }, letter).join(''));
  const { index } = filled(words.map((_, n) => words.slice(n, n + 60).join(' ')));
  const counts = words.slice(1000, 1050).map((word) => index.lookup(parseQuery(word))?.count ?? Number.NaN);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(60);
  expect(Math.max(...counts)).toBeLessThan(90);
});

describe('what changes', () => {
  it('has no signature at first, or when it is too long for one, and may then match anything', () => {
    const index = new TextIndex<Item>(10);
    const long = item(Array.from({ length: 30_000 }, (_, n) => String.fromCharCode(0x4e00 + (n % 20_000))).join(''));
    const waiting = item('a');
    index.note(long);
    index.note(waiting);
    index.sign(long, textsOf(long));
    expect([...index.pending]).toEqual([waiting]);
    const lookup = index.lookup(parseQuery('nothing'));
    expect(lookup?.items()).toEqual([long, waiting]);
    expect(lookup?.may(long)).toBe(true);
  });

  it('what is signed after a lookup may match it', () => {
    const { index } = filled(['first text']);
    const late = item('other text');
    index.note(late);
    const lookup = index.lookup(parseQuery('other'));
    index.sign(late, textsOf(late));
    expect(lookup?.may(late)).toBe(true);
  });

  it('what is forgotten is gone', () => {
    const { index, items } = filled(['one text', 'two texts']);
    index.forget(items[0] as Item);
    expect(found(index, 'text')).toEqual(['two texts']);
    expect(items[0]?.segment).toBe(null);
  });

  it('gives up a segment that few are left in, and signs those again', () => {
    const { index, items } = filled(Array.from({ length: 4200 }, (_, n) => `text number ${n}`));
    expect(index.segments).toBe(2);
    for (const each of items.slice(0, 3500)) index.forget(each);
    expect(index.segments).toBe(1);
    expect(index.pending.size).toBeGreaterThan(0);
    for (const each of [...index.pending]) index.sign(each, textsOf(each));
    expect(index.unsigned.size).toBe(0);
    expect(found(index, '4199')).toEqual(['text number 4199']);
  });

  it('keeps to its bound: the oldest lose their signatures', () => {
    const { index } = filled(
      Array.from({ length: 9000 }, (_, n) => `text number ${n}`),
      2,
    );
    expect(index.segments).toBe(2);
    expect(index.unsigned.size).toBe(4096);
    expect(index.pending.size).toBe(0);
    expect(index.lookup(parseQuery('nothing at all'))?.count).toBe(4096);
  });

  it('texts of all lengths have their own segments', () => {
    const letter = letters();
    const text = (length: number) => `x ${Array.from({ length }, letter).join('')}`;
    const { index, items } = filled([text(100), text(700), text(3000), text(12_000)]);
    expect(items.map(({ segment }) => segment?.rows)).toEqual([1024, 4096, 16_384, 65_536]);
    for (const each of items)
      expect(index.lookup({ kind: 'text', field: 'body', value: each.text.slice(20, 60) })?.items()).toContain(each);
  });
});
