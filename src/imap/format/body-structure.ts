import { Slice } from '../../lib/slice.js';
import { withoutComments } from '../../message/comments.js';
import { hasParameter } from '../../message/parameter.js';
import type { Part, Structure } from '../../message/types.js';
import { EMPTY_ENVELOPE, envelope } from './envelope.js';
import { MAX_EMBEDDED_BYTES, MAX_EMBEDDED_HEADER, MAX_EMBEDDED_HEADERS } from './limits.js';
import { printParameters } from './parameters.js';
import { imapString, nstring, utf8Octets } from './strings.js';

export interface BodyStructureOptions {
  /** With extension data: BODYSTRUCTURE instead of BODY. */
  readonly extended: boolean;
  /** The client knows UTF-8 in quoted strings (see strings.ts), and message/global. */
  readonly utf8: boolean;
}

/** The beginnings of the headers of embedded messages, by their root entities. */
export type EmbeddedHeaders = ReadonlyMap<Part, Buffer>;

/** Entities that are printed at one go, in a few milliseconds. */
const PARTS_AT_ONCE = 200;

const NO_HEADERS: EmbeddedHeaders = new Map();

/** RFC 2045 §5.2; other texts without a charset are told to have it too, as other servers do. */
const DEFAULT_CHARSET = '"charset" "us-ascii"';

/** A multipart has at least one part (RFC 9051 §9, body-type-mpart), and a message a body. */
const EMPTY_PART = `"text" "plain" (${DEFAULT_CHARSET}) NIL NIL "7bit" 0 0`;

/** RFC 3282 §2: a language tag, and what may stand around it by mistake. */
const LANGUAGE_TAG = /^\s*([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)(?=\s|$)/;

/**
 * The entities whose headers (`part.header`, at most MAX_EMBEDDED_HEADER octets of each) are needed to print the
 * envelopes of messages inside of the message. Those beyond the limits get an empty envelope.
 */
export function embeddedHeaders({ root }: Structure): Part[] {
  const found: Part[] = [];
  let bytes = 0;
  const visit = (part: Part): void => {
    for (const child of part.children) visit(child);
    const { embedded } = part;
    if (!embedded) return;
    const length = Math.min(embedded.header.end - embedded.header.start, MAX_EMBEDDED_HEADER);
    if (length > 0 && found.length < MAX_EMBEDDED_HEADERS && bytes + length <= MAX_EMBEDDED_BYTES) {
      found.push(embedded);
      bytes += length;
    }
    visit(embedded);
  };
  visit(root);
  return found;
}

/**
 * BODY or BODYSTRUCTURE of a message as octets (RFC 9051 §7.5.2, RFC 3501 §7.4.2). Types, parameter names, encodings
 * and dispositions are in lower case. Never throws.
 * @param headers of the entities that `embeddedHeaders` names
 * @returns a promise for a message of very many parts, which is printed while others have their turn
 */
export function bodyStructure(
  { root, parts }: Structure,
  options: BodyStructureOptions,
  headers: EmbeddedHeaders = NO_HEADERS,
): string | Promise<string> {
  const printer = new Printer(options, headers);
  return parts > PARTS_AT_ONCE ? inSlices(printer, root, new Slice()) : atOnce(printer, root);
}

function atOnce(printer: Printer, part: Part): string {
  if (part.embedded) return printer.body(part, atOnce(printer, part.embedded));
  let inner = '';
  for (const child of part.children) inner += atOnce(printer, child);
  return printer.body(part, inner);
}

async function inSlices(printer: Printer, part: Part, slice: Slice): Promise<string> {
  await slice.turn();
  if (part.embedded) return printer.body(part, await inSlices(printer, part.embedded, slice));
  let inner = '';
  for (const child of part.children) inner += await inSlices(printer, child, slice);
  return printer.body(part, inner);
}

class Printer {
  readonly #extended: boolean;
  readonly #utf8: boolean;
  readonly #headers: EmbeddedHeaders;

  constructor({ extended, utf8 }: BodyStructureOptions, headers: EmbeddedHeaders) {
    this.#extended = extended;
    this.#utf8 = utf8;
    this.#headers = headers;
  }

  /** @param inner the bodies inside: of a multipart's parts, or of a message */
  body(part: Part, inner: string): string {
    return `(${part.type === 'multipart' ? this.#multipart(part, inner) : this.#single(part, inner)})`;
  }

  /** body-type-mpart */
  #multipart(part: Part, inner: string): string {
    let out = `${inner || this.#emptyPart()} ${this.#string(part.subtype)}`;
    if (this.#extended) out += ` ${printParameters(part.params, this.#utf8)} ${this.#placing(part)}`;
    return out;
  }

  /** body-type-1part */
  #single(part: Part, inner: string): string {
    const { type, subtype, encoding, body } = part;
    const media = `${this.#string(type)} ${this.#string(subtype)} ${this.#parameters(part)}`;
    const fields = `${this.#nstring(part.id)} ${this.#nstring(part.description)} ${this.#string(encoding)}`;
    let out = `${media} ${fields} ${body.end - body.start}`;
    if (type === 'text') out += ` ${part.lines}`;
    else if (this.#showsMessage(part)) out += ` ${this.#message(part, inner)} ${part.lines}`;
    if (this.#extended) out += ` ${this.#nstring(part.md5)} ${this.#placing(part)}`;
    return out;
  }

  /** body-type-msg. message/global is of it since IMAP4rev2; others would take the envelope for extension data. */
  #showsMessage({ type, subtype }: Part): boolean {
    return type === 'message' && (subtype === 'rfc822' || (subtype === 'global' && this.#utf8));
  }

  /** Envelope and body; empty for a message that was not looked into because it is encoded or too deep. */
  #message({ embedded }: Part, inner: string): string {
    if (!embedded) return `${EMPTY_ENVELOPE} ${this.#emptyPart()}`;
    const header = this.#headers.get(embedded);
    return `${header ? envelope(header, this.#utf8) : EMPTY_ENVELOPE} ${inner}`;
  }

  #parameters({ type, params }: Part): string {
    const printed = printParameters(params, this.#utf8);
    if (type !== 'text' || hasParameter(params, 'charset')) return printed;
    return printed === 'NIL' ? `(${DEFAULT_CHARSET})` : `${printed.slice(0, -1)} ${DEFAULT_CHARSET})`;
  }

  #emptyPart(): string {
    return this.#extended ? `(${EMPTY_PART} NIL NIL NIL NIL)` : `(${EMPTY_PART})`;
  }

  /** Disposition, language and location. */
  #placing({ disposition, dispositionParams, language, location }: Part): string {
    const placed =
      disposition === null ? 'NIL' : `(${this.#string(disposition)} ${printParameters(dispositionParams, this.#utf8)})`;
    return `${placed} ${this.#languages(language)} ${this.#nstring(location)}`;
  }

  /** RFC 3282: `de, en (comment)`. */
  #languages(field: string | null): string {
    const tags: string[] = [];
    for (const piece of withoutComments(field ?? '').split(',')) {
      const tag = LANGUAGE_TAG.exec(piece)?.[1];
      if (tag !== undefined) tags.push(this.#string(tag));
    }
    return tags.length === 0 ? 'NIL' : `(${tags.join(' ')})`;
  }

  #string(text: string): string {
    return imapString(utf8Octets(text), this.#utf8);
  }

  #nstring(text: string | null): string {
    return nstring(text === null ? null : utf8Octets(text), this.#utf8);
  }
}
