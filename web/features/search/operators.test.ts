import { describe, expect, it } from 'vitest';
import { complete, OPERATORS, suggest } from './operators.js';

const words = (text: string, caret = text.length): string[] => suggest(text, caret).map((operator) => operator.text);

describe('suggestions', () => {
  it.each<[string, string[]]>([
    ['fr', ['from:']],
    ['FR', ['from:']],
    ['hello su', ['subject:']],
    ['-has', ['has:attachment', 'has:inline', 'has:link', 'has:code']],
    ['(to', ['to:']],
    ['from:', []],
    ['from:ann ', []],
    ['is:unread', []],
    ['subject:"to', []],
    ['xyz', []],
  ])('%s', (text, expected) => expect(words(text)).toEqual(expected));

  it('offers everything in an empty box', () => expect(suggest('', 0)).toBe(OPERATORS));

  it('looks at the word at the caret, not at the end', () => expect(words('fr hello', 2)).toEqual(['from:']));
});

describe('completion', () => {
  const pick = (text: string): (typeof OPERATORS)[number] => {
    const found = OPERATORS.find((operator) => operator.text === text);
    if (!found) throw new Error(text);
    return found;
  };

  it('replaces the word at the caret', () => {
    expect(complete('a -fr b', 5, pick('from:'))).toEqual({ text: 'a -from: b', caret: 8 });
  });

  it('puts a space behind a whole term', () => {
    expect(complete('is', 2, pick('is:unread'))).toEqual({ text: 'is:unread ', caret: 10 });
  });
});
