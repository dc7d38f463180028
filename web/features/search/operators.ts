/** What the search language knows, for suggestions; the grammar itself is the server's. */
export interface Operator {
  readonly text: string;
  readonly hint: string;
}

export const OPERATORS: readonly Operator[] = [
  { text: 'from:', hint: 'sender' },
  { text: 'to:', hint: 'recipient' },
  { text: 'cc:', hint: 'copy to' },
  { text: 'bcc:', hint: 'blind copy to' },
  { text: 'reply-to:', hint: 'where answers go' },
  { text: 'addressed:', hint: 'any of these addresses' },
  { text: 'subject:', hint: 'words of the subject, or /a pattern/i' },
  { text: 'body:', hint: 'words of the text, or /a pattern/i' },
  { text: 'account:', hint: 'inbox' },
  { text: 'tag:', hint: 'tag' },
  { text: 'is:unread', hint: 'not read yet' },
  { text: 'is:read', hint: 'read' },
  { text: 'has:attachment', hint: 'with attachments' },
  { text: 'has:inline', hint: 'with images in the text' },
  { text: 'has:link', hint: 'with a link' },
  { text: 'has:code', hint: 'with a one-time code' },
  { text: 'attachment:', hint: 'a file name, e.g. *.pdf' },
  { text: 'code:', hint: 'a one-time code' },
  { text: 'link:', hint: 'a host, e.g. example.org' },
  { text: 'header:', hint: 'a header field, e.g. X-Mailer=app' },
  { text: 'message-id:', hint: 'Message-ID' },
  { text: 'newer_than:', hint: 'an age, e.g. 2h' },
  { text: 'older_than:', hint: 'an age, e.g. 7d' },
  { text: 'after:', hint: 'a date, e.g. 2026-05-01' },
  { text: 'before:', hint: 'a date' },
  { text: 'larger:', hint: 'a size, e.g. 1MB' },
  { text: 'smaller:', hint: 'a size' },
  { text: 'sort:oldest', hint: 'oldest first' },
  { text: 'sort:largest', hint: 'largest first' },
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
