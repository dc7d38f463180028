import { Tokenizer } from 'htmlparser2';
import { type Attribute, writeAttributes } from './attributes.js';
import { rewriteCss } from './css.js';
import { escapeHtml, type Piece } from './pieces.js';
import { forScheme } from './scheme.js';
import { resourceUrl } from './urls.js';

export interface RewriteOptions {
  /** Keep addresses of other servers. */
  readonly remote: boolean;
  readonly scheme?: 'light' | 'dark';
}

/** Characters between two chances for other work: at most a few milliseconds, whatever they are. */
const CHUNK = 16 * 1024;
/** What is rewritten at one go is bounded: attributes of one element, characters of one style element. */
const MAX_ATTRIBUTES = 1000;
const MAX_STYLE = 256 * 1024;
/** Elements that go with what is in them. */
const DROPPED_CONTENT = new Set(['script', 'iframe', 'noembed', 'noframes']);
/** Elements whose tags go while what is in them stays. */
const DROPPED_TAGS = new Set(
  'base object embed applet param frame frameset form noscript template xmp plaintext portal fencedframe animate set animatetransform animatemotion use foreignobject'.split(
    ' ',
  ),
);
const METAS = new Set(['viewport', 'color-scheme', 'supported-color-schemes']);

/**
 * Writes a mail's HTML anew, token by token: no scripts, handlers, forms, frames, refreshes or bases; links open
 * outside; addresses of other servers only when wanted. Since every tag and text is written by us, no reading of the
 * result can find a tag that was not seen here. It builds no tree, so its cost is linear whatever the nesting. This is
 * the second wall: the first is the policy the document is served with (guard/headers.ts, `mailPolicy`).
 */
export function* rewriteHtml(html: string, options: RewriteOptions): Generator<Piece[]> {
  const rewriter = new Rewriter(html, options);
  const tokenizer = new Tokenizer({ decodeEntities: true }, rewriter);
  yield [head(html, options)];
  for (let at = 0; at < html.length; at += CHUNK) {
    tokenizer.write(html.slice(at, at + CHUNK));
    yield rewriter.take();
  }
  tokenizer.end();
  yield rewriter.take();
}

/** Our own beginning. Browsers put these elements in the head, and mind no `<html>` and `<head>` after them. */
function head(html: string, { scheme }: RewriteOptions): string {
  // Without a doctype a mail is shown as it was written for: in quirks mode.
  const doctype = /^\s*<!doctype\s[\w\s"'./:+-]{0,300}>/i.exec(html.slice(0, 1000))?.[0].trim() ?? '';
  const colours = scheme ? `<meta name="color-scheme" content="${scheme}">` : '';
  return `${doctype}<meta charset="utf-8"><base target="_blank">${colours}`;
}

class Rewriter {
  #pieces: Piece[] = [];
  #tag = '';
  #attributes: Attribute[] = [];
  #name = '';
  #value = '';
  /** The element whose content is left out, or `style` while its text is gathered. */
  #inside: string | undefined;
  #style = '';

  constructor(
    readonly html: string,
    readonly options: RewriteOptions,
  ) {}

  take(): Piece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  ontext(start: number, end: number): void {
    this.#text(this.html.slice(start, end));
  }

  ontextentity(codepoint: number): void {
    this.#text(String.fromCodePoint(codepoint));
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.html.slice(start, end).toLowerCase();
    this.#attributes = [];
  }

  onattribname(start: number, end: number): void {
    this.#name = this.html.slice(start, end).toLowerCase();
    this.#value = '';
  }

  onattribdata(start: number, end: number): void {
    this.#value += this.html.slice(start, end);
  }

  onattribentity(codepoint: number): void {
    this.#value += String.fromCodePoint(codepoint);
  }

  onattribend(): void {
    if (this.#attributes.length >= MAX_ATTRIBUTES) return;
    const value = this.#name === 'media' ? forScheme(this.#value, this.options.scheme) : this.#value;
    this.#attributes.push([this.#name, value]);
  }

  onopentagend(): void {
    const tag = this.#tag;
    if (this.#inside || DROPPED_TAGS.has(tag) || !/^[a-z][a-z0-9:-]*$/.test(tag)) return;
    if (DROPPED_CONTENT.has(tag) || tag === 'style') this.#inside = tag;
    else if (this.#keeps(tag)) {
      this.#pieces.push(`<${tag}`);
      for (const piece of writeAttributes(tag, this.#attributes, this.options.remote)) this.#pieces.push(piece);
      this.#pieces.push('>');
    }
  }

  onselfclosingtag(): void {
    // HTML knows no self-closing elements; in SVG and MathML, where it does, an open one is closed by its parent.
    const tag = this.#tag;
    this.onopentagend();
    if (this.#inside === tag) this.#leave();
  }

  onclosetag(start: number, end: number): void {
    const tag = this.html.slice(start, end).trim().toLowerCase();
    if (this.#inside) {
      if (tag === this.#inside) this.#leave();
    } else if (!DROPPED_TAGS.has(tag) && /^[a-z][a-z0-9:-]*$/.test(tag)) this.#pieces.push(`</${tag}>`);
  }

  onend(): void {
    if (this.#inside) this.#leave();
  }

  // Comments (Outlook's conditional ones too), declarations and instructions show nothing.
  oncomment(): void {}
  oncdata(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}

  #text(text: string): void {
    if (this.#inside === 'style') {
      if (this.#style.length + text.length <= MAX_STYLE) this.#style += text;
    } else if (!this.#inside) this.#pieces.push(escapeHtml(text));
  }

  #leave(): void {
    if (this.#inside === 'style') {
      const css = rewriteCss(forScheme(this.#style, this.options.scheme), (url) =>
        resourceUrl(url, this.options.remote),
      );
      this.#pieces.push('<style>');
      for (const piece of css) this.#pieces.push(piece);
      this.#pieces.push('</style>');
      this.#style = '';
    }
    this.#inside = undefined;
  }

  #keeps(tag: string): boolean {
    const value = (name: string) =>
      this.#attributes
        .find(([each]) => each === name)?.[1]
        .trim()
        .toLowerCase();
    if (tag === 'meta') {
      const name = value('name') ?? '';
      return METAS.has(name) && !(this.options.scheme && name !== 'viewport') && value('http-equiv') === undefined;
    }
    // `rel` is not written for other elements, so a stylesheet of another server is written here.
    if (tag !== 'link') return true;
    const url =
      this.options.remote && value('rel') === 'stylesheet' ? resourceUrl(value('href') ?? '', true) : undefined;
    if (typeof url === 'string') this.#pieces.push(`<link rel="stylesheet" href="${escapeHtml(url)}">`);
    return false;
  }
}
