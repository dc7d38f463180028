/** Elements that stand in a line of text; all others begin one. */
const INLINE = /^\/?(?:a|abbr|b|bdi|bdo|cite|code|em|font|i|img|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\b/i;

/**
 * HTML with a line for each block, so that a difference is told as a line and not as the whole document. White space
 * that makes no difference is taken away; what stands in quotes and comments stays as it is.
 */
export function htmlLines(html: string): string {
  const lines: string[] = [];
  let line = '';
  const end = () => {
    const tidy = line.replace(/\s+/g, ' ').trim();
    if (tidy !== '') lines.push(tidy);
    line = '';
  };
  for (const piece of pieces(html)) {
    const block = piece.startsWith('<') && !INLINE.test(piece.slice(1));
    if (block) end();
    line += piece;
    if (block) end();
  }
  end();
  return lines.join('\n');
}

/** Tags, comments, and the text between them. */
function* pieces(html: string): Generator<string> {
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) break;
    if (open > at) yield html.slice(at, open);
    const close = html.startsWith('<!--', open) ? html.indexOf('-->', open) : closing(html, open);
    if (close < 0) {
      at = open;
      break;
    }
    const next = html[close] === '-' ? close + 3 : close + 1;
    yield html.slice(open, next);
    at = next;
  }
  if (at < html.length) yield html.slice(at);
}

/** Where the tag that begins here ends: at the first `>` that stands in no quotes. */
function closing(html: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < html.length; at++) {
    const character = html[at] as string;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at;
  }
  return -1;
}
