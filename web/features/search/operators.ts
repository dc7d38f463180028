/** What the search language knows, for suggestions; the grammar itself is the server's. */
export interface Operator {
  readonly text: string;
  readonly hint: string;
}

export const OPERATORS: readonly Operator[] = [
  { text: 'from:', hint: 'sender' },
  { text: 'to:', hint: 'recipient' },
  { text: 'cc:', hint: 'copy to' },
  { text: 'subject:', hint: 'words of the subject' },
  { text: 'body:', hint: 'words of the text' },
  { text: 'account:', hint: 'inbox' },
  { text: 'tag:', hint: 'tag' },
  { text: 'message-id:', hint: 'Message-ID' },
  { text: 'has:attachment', hint: 'with attachments' },
  { text: 'is:unread', hint: 'not read yet' },
  { text: 'after:', hint: 'a date, e.g. 2026-05-01' },
  { text: 'before:', hint: 'a date' },
  { text: 'larger:', hint: 'a size, e.g. 1MB' },
  { text: 'smaller:', hint: 'a size' },
];

/** The word that the caret stands behind, with its place in the text; a minus before it does not count. */
export function wordAt(text: string, caret: number): { word: string; start: number } {
  const before = text.slice(0, caret);
  const open = (before.match(/"/g)?.length ?? 0) % 2 === 1;
  if (open) return { word: '', start: caret };
  const start = Math.max(before.lastIndexOf(' '), before.lastIndexOf('(')) + 1;
  const minus = before[start] === '-' ? 1 : 0;
  return { word: before.slice(start + minus), start: start + minus };
}

/** Operators that begin with the word at the caret; all of them in an empty box. */
export function suggest(text: string, caret: number): readonly Operator[] {
  const { word } = wordAt(text, caret);
  if (text.trim() === '') return OPERATORS;
  if (word === '') return [];
  const small = word.toLowerCase();
  return OPERATORS.filter((operator) => operator.text.startsWith(small) && operator.text !== small);
}

/** The text with the word at the caret completed, and where the caret is then. */
export function complete(text: string, caret: number, operator: Operator): { text: string; caret: number } {
  const { start } = wordAt(text, caret);
  const done = operator.text.endsWith(':') ? operator.text : `${operator.text} `;
  return { text: text.slice(0, start) + done + text.slice(caret), caret: start + done.length };
}
