import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';
import type { Octets } from '../wire/octets.js';

/** Which octets of a message are wanted (RFC 9051 §6.4.5 section). */
export interface Section {
  /** Part number such as `1.2`; `""` for the message itself. */
  readonly part: string;
  readonly text: 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME' | null;
  /** Names of the header fields that are (not) wanted, as written. */
  readonly fields: readonly Octets[];
}

/** `<o.n>`: n octets from octet o on. */
export interface Partial {
  readonly offset: number;
  readonly length: number;
}

/** One thing that FETCH is asked for. */
export type FetchItem =
  | { readonly kind: 'FLAGS' | 'UID' | 'INTERNALDATE' | 'RFC822.SIZE' | 'ENVELOPE' | 'MODSEQ' }
  | { readonly kind: 'EMAILID' | 'THREADID' | 'SAVEDATE' | 'PREVIEW' }
  | { readonly kind: 'BODY' | 'BODYSTRUCTURE' }
  | {
      readonly kind: 'SECTION';
      /** What the response calls it: `BODY[1]`, `RFC822.HEADER` …; a partial's offset is added. */
      readonly label: Octets;
      readonly section: Section;
      readonly partial: Partial | null;
      /** \Seen is not set. */
      readonly peek: boolean;
      /** Transfer encoding undone (RFC 3516). */
      readonly decoded: boolean;
    }
  | { readonly kind: 'BINARY.SIZE'; readonly label: Octets; readonly section: Section };

const WHOLE: Section = { part: '', text: null, fields: [] };

const MACROS: Readonly<Record<string, readonly FetchItem[]>> = {
  FAST: [{ kind: 'FLAGS' }, { kind: 'INTERNALDATE' }, { kind: 'RFC822.SIZE' }],
  ALL: [{ kind: 'FLAGS' }, { kind: 'INTERNALDATE' }, { kind: 'RFC822.SIZE' }, { kind: 'ENVELOPE' }],
  FULL: [{ kind: 'FLAGS' }, { kind: 'INTERNALDATE' }, { kind: 'RFC822.SIZE' }, { kind: 'ENVELOPE' }, { kind: 'BODY' }],
};

const legacy = (label: string, text: Section['text'], peek: boolean): FetchItem => ({
  kind: 'SECTION',
  label,
  section: { ...WHOLE, text },
  partial: null,
  peek,
  decoded: false,
});

/** RFC 3501 §6.4.5. */
const LEGACY: Readonly<Record<string, FetchItem>> = {
  RFC822: legacy('RFC822', null, false),
  'RFC822.HEADER': legacy('RFC822.HEADER', 'HEADER', true),
  'RFC822.TEXT': legacy('RFC822.TEXT', 'TEXT', false),
};

const SIMPLE = new Set([
  'FLAGS',
  'UID',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'MODSEQ',
  'EMAILID',
  'THREADID',
  'SAVEDATE',
]);

const NAME = /[A-Za-z0-9.]+/y;
/** Items of one FETCH. */
const MAX_ITEMS = 200;

/** `ALL`, one item, or a list of them. */
export function readItems(args: Args): FetchItem[] {
  if (args.peek() === '(') {
    const items: FetchItem[] = [];
    args.list(() => {
      if (items.length >= MAX_ITEMS) throw new BadCommand(`FETCH takes ${MAX_ITEMS} items`);
      items.push(readItem(args));
    });
    return items;
  }
  for (const [macro, items] of Object.entries(MACROS)) if (args.word(macro)) return [...items];
  return [readItem(args)];
}

function readItem(args: Args): FetchItem {
  const name = args.match(NAME)?.[0].toUpperCase() ?? args.fail('an item of FETCH');
  if (args.peek() === '[') {
    if (name === 'BODY' || name === 'BODY.PEEK') return readBody(args, name);
    if (name === 'BINARY' || name === 'BINARY.PEEK' || name === 'BINARY.SIZE') return readBinary(args, name);
  }
  if (name === 'BODY' || name === 'BODYSTRUCTURE') return { kind: name };
  if (name === 'PREVIEW') {
    // RFC 8970 §3.1: LAZY is about previews that take long to make; ours are there already.
    if (args.peek(2) === ' (') {
      args.sp();
      args.list(() => {
        if (!args.word('LAZY')) args.fail('LAZY');
      });
    }
    return { kind: name };
  }
  if (SIMPLE.has(name)) return { kind: name as 'FLAGS' };
  const item = Object.hasOwn(LEGACY, name) ? LEGACY[name] : undefined;
  if (!item) throw new BadCommand(`FETCH has no item ${name} here`);
  return item;
}

function readBody(args: Args, name: 'BODY' | 'BODY.PEEK'): FetchItem {
  const section = readSection(args);
  return {
    kind: 'SECTION',
    label: `BODY[${printSection(section)}]`,
    section,
    partial: readPartial(args),
    peek: name === 'BODY.PEEK',
    decoded: false,
  };
}

function readBinary(args: Args, name: 'BINARY' | 'BINARY.PEEK' | 'BINARY.SIZE'): FetchItem {
  args.expect('[');
  const section = { ...WHOLE, part: args.match(PART)?.[0] ?? '' };
  args.expect(']');
  if (name === 'BINARY.SIZE') return { kind: name, label: `BINARY.SIZE[${section.part}]`, section };
  return {
    kind: 'SECTION',
    label: `BINARY[${section.part}]`,
    section,
    partial: readPartial(args),
    peek: name === 'BINARY.PEEK',
    decoded: true,
  };
}

const PART = /[1-9]\d{0,9}(?:\.[1-9]\d{0,9}){0,99}/y;
const TEXT = /HEADER\.FIELDS\.NOT|HEADER\.FIELDS|HEADER|TEXT|MIME/iy;

/** `[1.2.HEADER.FIELDS (FROM TO)]` */
export function readSection(args: Args): Section {
  args.expect('[');
  const part = args.match(PART)?.[0] ?? '';
  let text: Section['text'] = null;
  let fields: Octets[] = [];
  if (args.peek() !== ']') {
    if (part !== '') args.expect('.');
    const word = args.match(TEXT)?.[0].toUpperCase() ?? args.fail('a section');
    text = word as Section['text'];
    if (text === 'MIME' && part === '') args.fail('the number of a part before MIME');
    if (text?.startsWith('HEADER.FIELDS')) {
      args.sp();
      fields = readFieldNames(args);
    }
  }
  args.expect(']');
  return { part, text, fields };
}

function readFieldNames(args: Args): Octets[] {
  const fields: Octets[] = [];
  args.list(() => fields.push(args.astring('the name of a header field')), 'a list of header fields');
  if (fields.length === 0) args.fail('the name of a header field');
  return fields;
}

const PLAIN = /^[\x21-\x27\x2a-\x5b\x5d-\x7a\x7c\x7e]+$/;

/** As the response repeats it, in upper case but for the names of fields. */
function printSection({ part, text, fields }: Section): Octets {
  const spec = [part, text ?? ''].filter((piece) => piece !== '').join('.');
  if (fields.length === 0) return spec;
  const names = fields.map((name) => (PLAIN.test(name) && !/["\\%]/.test(name) ? name : quoted(name)));
  return `${spec} (${names.join(' ')})`;
}

/** What cannot stand in quotes is no field name, and names nothing. */
const quoted = (name: Octets): Octets => `"${name.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`;

function readPartial(args: Args): Partial | null {
  if (!args.skip('<')) return null;
  const offset = args.number('an offset');
  args.expect('.');
  const length = args.nzNumber('a length');
  args.expect('>');
  return { offset, length };
}
