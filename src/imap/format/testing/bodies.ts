import { leaves } from '../../../message/parts.js';
import type { Part, Structure } from '../../../message/types.js';
import type { SectionName } from '../section.js';
import type { Value } from './read-values.js';
import { scan } from './scan.js';

/** The answers in bodies.txt begin with one of these. */
export const BODY_ANSWERS = ['(?:ours )?(?:BODYSTRUCTURE|BODY|(?:BINARY|BINARY\\.SIZE)?\\[[^\\]]*\\])'];

/** The sections that are compared for a message: all that it has, and some that it has not. */
export function sectionsOf(message: Buffer): string[] {
  const { root } = scan(message);
  const sections = new Set(['HEADER', 'TEXT', 'HEADER.FIELDS (SUBJECT content-type)', 'HEADER.FIELDS.NOT (SUBJECT X)']);
  const visit = (part: Part): void => {
    if (part.path !== '') {
      for (const text of ['', '.MIME']) sections.add(part.path + text);
      if (part.type === 'message') for (const text of ['.HEADER', '.TEXT']) sections.add(part.path + text);
    }
    for (const child of part.children) visit(child);
    if (part.embedded) visit(part.embedded);
  };
  visit(root);
  sections.add(root.type === 'multipart' ? String(root.children.length + 1) : '1.1');
  for (const text of ['2', '1.HEADER']) sections.add(text);
  return [...sections];
}

/** The parts that are compared decoded: those that are encoded, and one that is not. */
export function binaryPartsOf(message: Buffer): string[] {
  const parts = leaves(scan(message).root);
  const encoded = parts.filter(({ encoding }) => encoding !== '7bit');
  return (encoded.length > 0 ? encoded : parts.slice(0, 1)).map(({ path }) => path);
}

/** `1.2`, `HEADER`, `1.2.MIME`, `HEADER.FIELDS (A B)`. */
export function sectionName(section: string): SectionName {
  const match = /^([\d.]*?)\.?(HEADER(?:\.FIELDS(?:\.NOT)?)?|TEXT|MIME)?(?: \((.*)\))?$/.exec(section);
  if (!match) throw new Error(section);
  const text = (match[2] ?? null) as SectionName['text'];
  return { part: match[1] as string, text, fields: match[3]?.split(' ') ?? [] };
}

/** The structure with lines as Dovecot counts them: what has no line break at its end is no line. */
export function lineBreaksOnly(structure: Structure, message: Buffer): Structure {
  const copy = (part: Part): Part => ({
    ...part,
    lines: message.subarray(part.body.start, part.body.end).filter((byte) => byte === 0x0a).length,
    children: part.children.map(copy),
    embedded: part.embedded && copy(part.embedded),
  });
  return { ...structure, root: copy(structure.root) };
}

const lower = (value: Value | undefined): Value => (typeof value === 'string' ? value.toLowerCase() : (value ?? null));

/** Parameters: names in lower case. */
const loweredNames = (params: Value | undefined): Value =>
  Array.isArray(params) ? params.map((value, i) => (i % 2 === 0 ? lower(value) : value)) : (params ?? null);

/** `(kind (name value …))`: a disposition. */
const loweredPlacing = (value: Value | undefined): Value =>
  Array.isArray(value) ? [lower(value[0]), loweredNames(value[1])] : (value ?? null);

/** A body with everything in lower case that has no case of its own (RFC 9051 §7.5.2). */
export function lowered(value: Value): Value {
  const body = value as Value[];
  const out = [...body];
  const parts = body.findIndex((item) => !Array.isArray(item));
  if (parts > 0) {
    for (let i = 0; i < parts; i++) out[i] = lowered(body[i] as Value);
    out[parts] = lower(body[parts]);
    if (body.length > parts + 1) {
      out[parts + 1] = loweredNames(body[parts + 1]);
      out[parts + 2] = loweredPlacing(body[parts + 2]);
    }
    return out;
  }
  for (const i of [0, 1, 5]) out[i] = lower(body[i]);
  out[2] = loweredNames(body[2]);
  const isMessage = out[0] === 'message' && out[1] === 'rfc822';
  if (isMessage) out[8] = lowered(body[8] as Value);
  const extension = isMessage ? 10 : out[0] === 'text' ? 8 : 7;
  if (body.length > extension) out[extension + 1] = loweredPlacing(body[extension + 1]);
  return out;
}
