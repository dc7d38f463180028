import { Tokenizer } from 'htmlparser2';

/** The attributes that a visitor may ask for; others are not even cut out of the source. */
const KEPT = new Set(['href', 'style', 'class', 'role', 'hidden', 'alt', 'title', 'type', 'align', 'bgcolor', 'size']);

/** Characters of an attribute's value that are kept, so that hostile mail cannot make much of little. */
const MAX_VALUE = 16_384;

/** What a visitor gets to know of a start tag: attribute names lower case, the first of a repeated name. */
export type Attributes = ReadonlyMap<string, string>;

/** Hears of an HTML document in document order. Every `open` has its `close`, in the right order. */
export interface HtmlVisitor {
  /** @param visible false when this element or one around it is hidden. */
  open?(name: string, attributes: Attributes, visible: boolean): void;
  /** Void elements (`br`, `img`, …) are opened only. */
  close?(name: string): void;
  /** A piece of text, entities decoded; one sentence may come in many pieces. */
  text(text: string, visible: boolean): void;
}

const VOID = new Set(
  'area base br col embed hr image img input link meta param source track wbr basefont bgsound frame keygen'.split(' '),
);

/** Elements whose text nobody sees in a mail, whatever their style. */
const SILENT = new Set(
  'script style head title template iframe noembed noframes object svg math audio video'.split(' '),
);

/** Start tags that leave an open head as it is; any other one begins the body (HTML standard §13.2.6.4.4). */
const IN_HEAD = new Set('base basefont bgsound link meta noscript script style template title html head'.split(' '));

/** Open elements that a start tag ends (HTML standard §13.1.2.4, optional tags). */
const ENDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    p: 'p',
    li: 'li p',
    dt: 'dt dd p',
    dd: 'dt dd p',
    option: 'option',
    td: 'td th p',
    th: 'td th p',
    tr: 'tr td th p',
    tbody: 'tbody thead tr td th p',
    ...Object.fromEntries(
      'address blockquote center div h1 h2 h3 h4 h5 h6 hr ol pre table ul'.split(' ').map((n) => [n, 'p']),
    ),
  }).map(([name, ended]) => [name, new Set(ended.split(' '))]),
);

const HIDING = /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all/i;

interface Open {
  readonly name: string;
  readonly hides: boolean;
  readonly silent: boolean;
}

/**
 * Walks through HTML in one pass of htmlparser2's tokenizer, in linear time: its `Parser` is not used because its
 * stack of open elements costs quadratic time with deep nesting. Never throws on whatever HTML.
 * @param make receives a function that ends the walk early, and gives the visitor.
 */
export function walkHtml(html: string, make: (stop: () => void) => HtmlVisitor): void {
  const walk = new Walk(html);
  walk.visitor = make(() => walk.stop());
  walk.run();
}

class Walk {
  visitor: HtmlVisitor = { text() {} };
  readonly #html: string;
  readonly #tokenizer: Tokenizer;
  readonly #stack: Open[] = [];
  /** How many of each name are open, so that an end tag without its start is known at once. */
  readonly #count = new Map<string, number>();
  #hidden = 0;
  #silent = 0;
  #stopped = false;
  #tag = '';
  #attribute = '';
  #value = '';
  #attributes = new Map<string, string>();

  constructor(html: string) {
    this.#html = html;
    const nothing = () => {};
    this.#tokenizer = new Tokenizer(
      { decodeEntities: true },
      {
        ontext: (start, end) => this.#text(start, end),
        ontextentity: (point) => this.#say(character(point)),
        onopentagname: (start, end) => {
          this.#tag = this.#html.slice(start, end).toLowerCase();
          if (this.#attributes.size > 0) this.#attributes = new Map();
        },
        onattribname: (start, end) => {
          const name = end - start < 10 ? this.#html.slice(start, end).toLowerCase() : '';
          this.#attribute = KEPT.has(name) ? name : '';
          this.#value = '';
        },
        onattribdata: (start, end) => {
          const room = MAX_VALUE - this.#value.length;
          if (this.#attribute !== '' && room > 0) this.#value += this.#html.slice(start, Math.min(end, start + room));
        },
        onattribentity: (point) => {
          if (this.#attribute !== '' && this.#value.length < MAX_VALUE) this.#value += character(point);
        },
        onattribend: () => {
          if (this.#attribute === '' || this.#attributes.has(this.#attribute)) return;
          this.#attributes.set(this.#attribute, this.#value);
        },
        onopentagend: () => this.#open(),
        onselfclosingtag: () => this.#open(),
        onclosetag: (start, end) => this.#close(this.#html.slice(start, end).trim().toLowerCase()),
        oncdata: (start, end, offset) => this.#text(start, end - offset),
        oncomment: nothing,
        ondeclaration: nothing,
        onprocessinginstruction: nothing,
        onend: nothing,
      },
    );
  }

  run(): void {
    this.#tokenizer.write(this.#html);
    this.#tokenizer.end();
    while (!this.#stopped && this.#stack.length > 0) this.#pop();
  }

  stop(): void {
    this.#stopped = true;
    this.#tokenizer.pause();
  }

  #text(start: number, end: number): void {
    if (this.#silent === 0) this.#say(this.#html.slice(start, end));
  }

  #say(text: string): void {
    if (this.#silent === 0 && !this.#stopped) this.visitor.text(text, this.#hidden === 0);
  }

  #open(): void {
    if (this.#stopped) return;
    const name = this.#tag;
    const attributes = this.#attributes;
    if (this.#top()?.name === 'head' && !IN_HEAD.has(name)) this.#pop();
    const ended = ENDS.get(name);
    if (ended !== undefined) {
      for (let top = this.#top(); top !== undefined && ended.has(top.name); top = this.#top()) this.#pop();
    }
    const hides = attributes.size > 0 && (attributes.has('hidden') || HIDING.test(attributes.get('style') ?? ''));
    const silent = SILENT.has(name);
    const told = this.#silent === 0 && !silent;
    if (VOID.has(name)) {
      if (told) this.visitor.open?.(name, attributes, this.#hidden === 0 && !hides);
      return;
    }
    this.#stack.push({ name, hides, silent });
    this.#count.set(name, (this.#count.get(name) ?? 0) + 1);
    if (hides) this.#hidden++;
    if (silent) this.#silent++;
    if (told) this.visitor.open?.(name, attributes, this.#hidden === 0);
  }

  #close(name: string): void {
    if (this.#stopped) return;
    if (name === 'br' && this.#silent === 0) this.visitor.open?.('br', new Map(), this.#hidden === 0);
    if (!this.#count.get(name)) return;
    while (!this.#stopped && this.#pop() !== name);
  }

  #top(): Open | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  #pop(): string | undefined {
    const open = this.#stack.pop();
    if (open === undefined) return undefined;
    this.#count.set(open.name, (this.#count.get(open.name) ?? 1) - 1);
    const told = this.#silent === 0;
    if (open.hides) this.#hidden--;
    if (open.silent) this.#silent--;
    if (told) this.visitor.close?.(open.name);
    return open.name;
  }
}

function character(point: number): string {
  return point >= 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
}
