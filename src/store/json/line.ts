import { crc32 } from 'node:zlib';

/** `,"crc":"01234567"}` */
const TAIL = 18;
const NEWLINE = 10;

/** Finishes a line: `body` is a JSON object without its closing brace; its checksum becomes the last member. */
export function seal(body: string): Buffer {
  const line = Buffer.from(`${body},"crc":"00000000"}\n`);
  const end = line.length - TAIL - 1;
  line.write(crc32(line.subarray(0, end)).toString(16).padStart(8, '0'), line.length - 11, 'latin1');
  return line;
}

/** A plain object as a line. */
export const sealObject = (object: object): Buffer => seal(JSON.stringify(object).slice(0, -1));

/** The body of a line (without its newline) whose checksum fits; undefined for anything else. */
export function unseal(line: Buffer): Buffer | undefined {
  const end = line.length - TAIL;
  if (end < 2 || line.toString('latin1', end, end + 8) !== ',"crc":"') return undefined;
  const body = line.subarray(0, end);
  const expected = crc32(body).toString(16).padStart(8, '0');
  return line.toString('latin1', end + 8) === `${expected}"}` ? body : undefined;
}

/** What a body says, as an object. */
export const parseBody = (body: Buffer): Record<string, unknown> => JSON.parse(`${body.toString()}}`);

export { crc32, NEWLINE };

// A message's line ends with its large members, whose lengths stand before them: reading it back costs one short
// JSON.parse and no copy of what is kept as bytes anyway. It is still one JSON object.
const LENGTHS = Buffer.from(',"lengths":[');
const CLOSE = 0x5d;
const ROW = ',"row":';
const DETAILS = ',"details":';
const RAW = ',"raw":"';

export interface MessageParts {
  readonly row: string;
  readonly rowLength: number;
  readonly details: string;
  readonly detailsLength: number;
  /** The message itself in base64, when it travels in the journal. */
  readonly raw: string | null;
}

/** A line about a message: small members first, then what `packRow` and `packDetails` made, then the raw bytes in base64. */
export function sealMessage(head: object, parts: MessageParts): Buffer {
  const { row, rowLength, details, detailsLength, raw } = parts;
  const start = JSON.stringify(head).slice(0, -1);
  const lengths = `${LENGTHS}${rowLength},${detailsLength},${raw?.length ?? 0}]`;
  return seal(`${start}${lengths}${ROW}${row}${DETAILS}${details}${raw === null ? '' : `${RAW}${raw}"`}`);
}

export interface SplitLine {
  readonly head: Record<string, unknown>;
  readonly row: Buffer;
  readonly details: Buffer;
  /** Where the base64 of the raw bytes stands in the body; null when it is not there. */
  readonly raw: { readonly start: number; readonly length: number } | null;
}

/** Undoes `sealMessage`, given the unsealed body. The pieces are views. */
export function splitMessage(body: Buffer): SplitLine {
  const close = body.indexOf(CLOSE, body.indexOf(LENGTHS));
  // `lengths` is the last of the small members, so one JSON.parse gives all of them.
  const head = JSON.parse(`${body.toString('utf8', 0, close + 1)}}`);
  const { lengths } = head;
  const rowLength = lengths[0] as number;
  const detailsLength = lengths[1] as number;
  const rawLength = lengths[2] as number;
  const row = close + 1 + ROW.length;
  const details = row + rowLength + DETAILS.length;
  const afterDetails = details + detailsLength;
  return {
    head,
    row: body.subarray(row, row + rowLength),
    details: body.subarray(details, afterDetails),
    raw: afterDetails < body.length ? { start: afterDetails + RAW.length, length: rawLength } : null,
  };
}
