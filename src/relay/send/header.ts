/** What becomes of one header field on the way out. */
export interface FieldChange {
  readonly name: string;
  /** Stands in the place of all fields with this name, at the end when there is none; null takes them out. */
  readonly value: string | null;
  /** A field that is there already stays. */
  readonly unlessThere?: boolean;
}

/**
 * Takes out and puts in whole fields; the bytes of all others stay. `header` may end with the empty line or lack it, as
 * it does in a message without a body; what comes back has it, so that nothing that follows becomes a field.
 */
export function editHeader(header: Buffer, changes: readonly FieldChange[]): Buffer {
  let fields = fieldsOf(header.toString('latin1'));
  const end = /^(\r\n|\r|\n)$/.test(fields.at(-1) ?? '') ? fields.pop() : '\r\n';
  const last = fields.pop();
  if (last !== undefined) fields.push(/[\r\n]$/.test(last) ? last : `${last}\r\n`);
  for (const { name, value, unlessThere = false } of changes) {
    const first = fields.findIndex((field) => isNamed(field, name));
    if (first >= 0 && unlessThere) continue;
    const place = first < 0 ? fields.length : first;
    fields = fields.filter((field) => !isNamed(field, name));
    if (value !== null) fields.splice(place, 0, fieldOf(name, value));
  }
  return Buffer.from(`${fields.join('')}${end}`, 'latin1');
}

const isNamed = (field: string, name: string): boolean =>
  field.slice(0, name.length).toLowerCase() === name.toLowerCase() && /^[ \t]*:/.test(field.slice(name.length));

// Bytes of UTF-8, one character each, as everything here. A value may be folded, and has no other controls.
const fieldOf = (name: string, value: string): string => {
  const lines = value.split('\r\n ').map((line) => line.replace(/\p{Cc}/gu, ' '));
  return Buffer.from(`${name}: ${lines.join('\r\n ')}\r\n`).toString('latin1');
};

/** Fields with their line ends and folded lines; whatever line ends they have. */
function fieldsOf(header: string): string[] {
  const lines = header.split(/(?<=\r\n|\n|\r(?!\n))/);
  const fields: string[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line) && fields.length > 0) fields.push(`${fields.pop()}${line}`);
    else if (line !== '') fields.push(line);
  }
  return fields;
}
