import { type Attributes, type HtmlVisitor, walkHtml } from './html-walk.js';
import { MAX_LINKS } from './insight-limits.js';
import type { Link } from './link.js';
import { unsubscribes, usableUrl } from './link-words.js';

/** Units of an anchor's text that are kept. */
const MAX_TEXT = 500;

const BUTTON_CLASS = /(?:^|[\s_-])(?:btn|cta(?![a-z]))|button/i;

interface Anchor {
  readonly url: string | undefined;
  readonly title: string;
  text: string;
  alt: string;
  picture: boolean;
  button: boolean;
}

/** A table cell that is coloured like a button; it is one if nothing but a single link stands in it. */
interface Cell {
  readonly coloured: boolean;
  /** Links in it so far, and the first of them. */
  count: number;
  first: Mutable | undefined;
  otherText: boolean;
}

type Mutable = { -readonly [K in keyof Link]: Link[K] };

/** Links collected before the walk ends: twice as many as are given, since some are there twice. */
const ENOUGH = 2 * MAX_LINKS;

/** The links of HTML in document order, some perhaps more than once. */
export function htmlLinks(html: string): Link[] {
  const links: Mutable[] = [];
  walkHtml(html, (stop) => new LinkVisitor(links, stop));
  return links;
}

class LinkVisitor implements HtmlVisitor {
  readonly #links: Mutable[];
  readonly #stop: () => void;
  readonly #cells: Cell[] = [];
  #anchor: Anchor | undefined;

  constructor(links: Mutable[], stop: () => void) {
    this.#links = links;
    this.#stop = stop;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'td' || name === 'th') {
      this.#cells.push({ coloured: isColouredCell(attributes), count: 0, first: undefined, otherText: false });
    } else if (name === 'a') {
      this.#end();
      const href = attributes.get('href');
      if (href !== undefined) this.#anchor = begin(href, attributes);
    } else if (name === 'area') {
      const url = usableUrl(attributes.get('href') ?? '');
      const text = fold(attributes.get('alt') ?? attributes.get('title') ?? '');
      if (url !== undefined) this.#tell({ url, text, where: 'html', kind: 'image' });
    } else if (this.#anchor !== undefined) {
      if (name === 'img') {
        this.#anchor.picture = true;
        this.#anchor.alt ||= attributes.get('alt') ?? attributes.get('title') ?? '';
      } else if (name === 'button' || looksLikeButton(attributes)) this.#anchor.button = true;
      else if (!/^(?:b|i|em|strong|span|font|u|small|big)$/.test(name)) this.text(' ');
    } else if (name === 'img') this.#other();
  }

  close(name: string): void {
    if (name === 'a') this.#end();
    else if (name === 'td' || name === 'th') {
      this.#end();
      const cell = this.#cells.pop();
      if (cell === undefined) return;
      const { count, first, otherText } = cell;
      if (cell.coloured && count === 1 && !otherText && first?.kind === 'link') first.kind = 'button';
      const around = this.#cells[this.#cells.length - 1];
      if (around === undefined) return;
      around.count += count;
      around.first ??= first;
      around.otherText ||= otherText;
    }
  }

  text(text: string): void {
    if (this.#anchor === undefined) {
      if (this.#cells.length > 0 && /\S/.test(text)) this.#other();
    } else if (this.#anchor.text.length < MAX_TEXT * 4) this.#anchor.text += text;
  }

  #other(): void {
    const cell = this.#cells[this.#cells.length - 1];
    if (cell !== undefined) cell.otherText = true;
  }

  #end(): void {
    const anchor = this.#anchor;
    this.#anchor = undefined;
    if (anchor?.url === undefined) return;
    const seen = fold(anchor.text);
    const text = seen !== '' ? seen : fold(anchor.alt || anchor.title);
    const kind = unsubscribes(anchor.url, text)
      ? 'unsubscribe'
      : anchor.picture && seen === ''
        ? 'image'
        : anchor.button
          ? 'button'
          : 'link';
    this.#tell({ url: anchor.url, text, where: 'html', kind });
  }

  #tell(link: Mutable): void {
    this.#links.push(link);
    if (this.#links.length >= ENOUGH) this.#stop();
    const cell = this.#cells[this.#cells.length - 1];
    if (cell === undefined) return;
    cell.count++;
    cell.first ??= link;
  }
}

function begin(href: string, attributes: Attributes): Anchor {
  return {
    url: usableUrl(href),
    title: attributes.get('title') ?? '',
    text: '',
    alt: '',
    picture: false,
    button: looksLikeButton(attributes),
  };
}

/** By role, class, or a coloured background with room around the text. */
function looksLikeButton(attributes: Attributes): boolean {
  if (attributes.size === 0) return false;
  if (attributes.get('role')?.toLowerCase() === 'button' || BUTTON_CLASS.test(attributes.get('class') ?? ''))
    return true;
  const style = attributes.get('style') ?? '';
  return coloured(style) && /padding|border-radius|display\s*:\s*(?:inline-)?block/i.test(style);
}

function isColouredCell(attributes: Attributes): boolean {
  const style = attributes.get('style') ?? '';
  return attributes.has('bgcolor') || coloured(style) || BUTTON_CLASS.test(attributes.get('class') ?? '');
}

function coloured(style: string): boolean {
  return /background(?:-color)?\s*:(?!\s*(?:none|transparent|inherit))/i.test(style);
}

function fold(text: string): string {
  return text
    .replace(/[\s\u200b-\u200f\ufeff]+/g, ' ')
    .trim()
    .slice(0, MAX_TEXT);
}
