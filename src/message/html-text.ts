import { type HtmlVisitor, walkHtml } from './html-walk.js';

/** Elements that begin and end a line. */
const LINES = new Set(
  (
    'address article aside body caption center dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'header hr html legend li main nav section summary tbody tfoot thead tr'
  ).split(' '),
);

/** Elements with an empty line around them. */
const PARAGRAPHS = new Set('blockquote h1 h2 h3 h4 h5 h6 ol p pre table ul'.split(' '));

/** Takes part in no word and has no width: soft hyphen, joiners used as padding, zero-width spaces, marks. */
const INVISIBLE = /[\u034f\u00ad\u061c\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff]+/g;
const MAYBE_INVISIBLE = /[\u034f\u00ad\u061c\u180e\u200b-\u200f\u2060-\u206f\ufeff]/;

/** Text is tidied in pieces of about this many UTF-16 units when no line ends sooner. */
const PIECE = 16_384;

/** White space folded to one space, invisible fillers (mail preheaders are full of them) dropped. Linear. */
function tidy(text: string): string {
  if (!MAYBE_INVISIBLE.test(text)) return text.replace(/\s+/g, ' ');
  // Joiners (U+200C, U+200D) and direction marks belong to words; after a space they are fillers.
  return text
    .replace(INVISIBLE, '')
    .replace(/\s+/g, ' ')
    .replace(/ [\u200c-\u200f ]+/g, ' ');
}

/** Puts text together from pieces, spaces and line breaks, as a reader sees it. */
class TextWriter implements HtmlVisitor {
  #out = '';
  #run = '';
  /** White space owed before the next word: 0 none, 1 a space, 2 a line break, 3 an empty line. */
  #owed = 0;

  /** UTF-16 units written so far, a few that wait left out. */
  get length(): number {
    return this.#out.length;
  }

  open(name: string, _attributes: unknown, visible: boolean): void {
    if (name === 'br') {
      if (visible) this.breakLine(2);
    } else if (name === 'td' || name === 'th') this.breakLine(1);
    else this.close(name);
  }

  close(name: string): void {
    if (PARAGRAPHS.has(name)) this.breakLine(3);
    else if (LINES.has(name)) this.breakLine(2);
  }

  text(text: string, visible: boolean): void {
    if (!visible) return;
    this.#run += text;
    if (this.#run.length >= PIECE) this.#flush();
  }

  /** At least a space (1), a line break (2) or an empty line (3) before what follows. */
  breakLine(owed: number): void {
    this.#flush();
    // Two `<br>` are an empty line.
    this.#owed = owed === 2 && this.#owed === 2 ? 2 : Math.max(this.#owed, owed);
  }

  /** All text, with line breaks as LF, without white space at its ends. */
  end(): string {
    this.#flush();
    return this.#out;
  }

  #flush(): void {
    if (this.#run === '') return;
    const text = tidy(this.#run);
    this.#run = '';
    const start = text.startsWith(' ') ? 1 : 0;
    const end = text.endsWith(' ') && text.length > 1 ? text.length - 1 : text.length;
    if (start === 1 && this.#owed === 0) this.#owed = 1;
    if (end <= start) return;
    if (this.#out !== '') this.#out += ['', ' ', '\n', '\n\n'][this.#owed];
    this.#out += text.slice(start, end);
    this.#owed = end < text.length ? 1 : 0;
  }
}

/**
 * The text that a reader of the HTML sees: without script, style, head and hidden elements, block elements as line
 * breaks, white space folded, entities decoded. Linear time, never throws.
 * @param options.limit UTF-16 units wanted at most; the walk ends as soon as they are there. No pair is cut.
 */
export function htmlToText(html: string, options?: { limit?: number }): string {
  const limit = options?.limit ?? Number.POSITIVE_INFINITY;
  const writer = new TextWriter();
  walkHtml(html, (stop) => ({
    open: (name, attributes, visible) => writer.open(name, attributes, visible),
    close: (name) => writer.close(name),
    text(text, visible) {
      // A piece longer than what is wanted is looked at in slices, so that the work keeps to the limit.
      for (let at = 0; at < text.length && writer.length < limit; at += PIECE)
        writer.text(text.slice(at, at + PIECE), visible);
      if (writer.length >= limit) stop();
    },
  }));
  const text = writer.end();
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit).trimEnd();
}
