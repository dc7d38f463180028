import { eachField } from '../../message/fields.js';
import { findPart } from '../../message/parts.js';
import type { ByteRange, Part, Structure } from '../../message/types.js';

/** What a section names (RFC 9051 §6.4.5, section-spec). */
export interface SectionName {
  /** Part number such as `1.2`; `""` for the message itself. */
  readonly part: string;
  readonly text: 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME' | null;
  /** Names of HEADER.FIELDS and HEADER.FIELDS.NOT, as written. */
  readonly fields: readonly string[];
}

/** Fields of a header that are wanted: those with these names, or all others. */
export interface FieldSelection {
  /** Lower case. */
  readonly names: ReadonlySet<string>;
  readonly not: boolean;
}

/** Where the octets of a section are. */
export interface Located {
  readonly range: ByteRange;
  /** Of the header in `range`, only some fields are wanted (see `filterFields`); null: all octets. */
  readonly fields: FieldSelection | null;
}

/** The content of a part that BINARY gives with its transfer encoding undone (RFC 3516). */
export interface BinaryPart {
  readonly range: ByteRange;
  /** Null: it is not known how to undo it. */
  readonly encoding: 'identity' | 'base64' | 'quoted-printable' | null;
}

/**
 * Where a section is (RFC 9051 §6.4.5.1), null when the message has no such section. Part 1 of a message that is no
 * multipart is its body. HEADER and TEXT with a part number are those of the message in a message/rfc822 part; MIME is
 * the header of the part itself.
 */
export function locateSection(structure: Structure, { part: path, text, fields }: SectionName): Located | null {
  if (path === '') {
    const { header, body } = structure.root;
    if (text === null) return all({ start: header.start, end: body.end });
    return text === 'MIME' ? null : ofMessage(structure.root, text, fields);
  }
  const part = findPart(structure, path);
  if (!part) return null;
  if (text === null) return all(part.body);
  if (text === 'MIME') return all(part.header);
  return part.embedded && ofMessage(part.embedded, text, fields);
}

const all = (range: ByteRange): Located => ({ range, fields: null });

/** A piece of the message with this root entity. */
function ofMessage(
  { header, body }: Part,
  text: Exclude<SectionName['text'], 'MIME' | null>,
  fields: readonly string[],
): Located {
  if (text === 'TEXT') return all(body);
  if (text === 'HEADER') return all(header);
  const names = new Set(fields.map((name) => name.toLowerCase()));
  return { range: header, fields: { names, not: text === 'HEADER.FIELDS.NOT' } };
}

const CRLF = Buffer.from('\r\n');
const LF = 0x0a;
/** The empty line at the end of a header. */
const EMPTY_LINE = /(?:^|\n)(\r?\n)$/;

/**
 * The fields of a header that are wanted, whole with their folding and octet for octet, and the empty line that ends
 * the header if it is there: a message without a body may have none (RFC 9051 §6.4.5.1). Lines that are no fields have
 * no name: nobody can ask for them or keep them away.
 */
export function filterFields(header: Buffer, { names, not }: FieldSelection): Buffer {
  const pieces: Buffer[] = [];
  const keep = (start: number, end: number): void => {
    const lf = header.indexOf(LF, end);
    if (lf === -1) pieces.push(header.subarray(start, end), CRLF);
    else pieces.push(header.subarray(start, lf + 1));
  };
  eachField(header, {
    field(start, colon, end) {
      const name = header.toString('latin1', start, colon).trimEnd().toLowerCase();
      if (names.has(name) !== not) keep(start, end);
    },
    junk(start, end) {
      if (not) keep(start, end);
    },
  });
  const last = EMPTY_LINE.exec(header.toString('latin1', Math.max(0, header.length - 3)))?.[1];
  if (last !== undefined) pieces.push(header.subarray(header.length - last.length));
  return Buffer.concat(pieces);
}

/**
 * Where the content of a part is and how it is encoded; null when there is no such part. Multiparts and messages are
 * never encoded as a whole (RFC 2045 §6.4), so they come as they are.
 */
export function binaryPart(structure: Structure, path: string): BinaryPart | null {
  if (path === '') {
    const { header, body } = structure.root;
    return { range: { start: header.start, end: body.end }, encoding: 'identity' };
  }
  const part = findPart(structure, path);
  if (!part) return null;
  const whole = part.type === 'multipart' || part.embedded;
  return { range: part.body, encoding: whole ? 'identity' : decodingOf(part.encoding) };
}

function decodingOf(encoding: string): BinaryPart['encoding'] {
  switch (encoding) {
    case '7bit':
    case '8bit':
    case 'binary':
      return 'identity';
    case 'base64':
    case 'quoted-printable':
      return encoding;
    default:
      return null;
  }
}
