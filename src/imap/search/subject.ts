import { fold } from '../../lib/fold.js';
import { parseAddresses } from '../../message/addresses.js';
import { decodeCharset } from '../../message/decode.js';
import { decodeWords, type HeaderField, parseHeader } from '../../message/headers.js';
import { searchText } from '../../message/search-text.js';
import type { Entry, Store } from '../../store/store.js';
import { headerLength } from '../fetch/header-length.js';
import { sentDay } from '../text/dates.js';

/** Octets of a message that are read for its header; most messages are whole in it. */
const FIRST_READ = 16 * 1024;
/** Octets of a header that is searched. */
const MAX_HEADER = 1024 * 1024;
/** Octets of a message that are searched: its texts stand in front of its files. */
const MAX_BODY = 16 * 1024 * 1024;

/** How much of a message is here: its entry, its header, its text. */
export type Level = 0 | 1 | 2;

interface Field {
  readonly name: string;
  /** Unfolded, RFC 2047 words decoded, case folded. */
  readonly text: string;
}

/** A message that SEARCH looks at. Nothing of it is read before a condition needs it. */
export class SearchSubject {
  level: Level = 0;
  #first: Buffer | null = null;
  #header: Buffer | null = null;
  #written: readonly HeaderField[] | null = null;
  #fields: Field[] | null = null;
  #body = '';

  constructor(
    private readonly store: Store,
    readonly entry: Entry,
  ) {}

  /** Reads what the next level needs. @throws MessageNotFound */
  async deepen(): Promise<void> {
    if (this.level === 0) await this.#readHeader();
    else this.#body = fold(await this.#readBody());
    this.level++;
  }

  get fields(): readonly Field[] {
    this.#fields ??= this.#asWritten.map(({ name, value }) => {
      const field = name.toLowerCase();
      const written = decodeWords(value);
      return { name: field, text: fold(ADDRESSES.has(field) ? withAddresses(written, value) : written) };
    });
    return this.#fields;
  }

  get #asWritten(): readonly HeaderField[] {
    this.#written ??= parseHeader(this.#header as Buffer);
    return this.#written;
  }

  /** Folded. Only at level 2. */
  get body(): string {
    return this.#body;
  }

  /** Midnight of the day in the Date field, milliseconds since the epoch; the internal date's where there is none. */
  get sentDay(): number | null {
    const date = this.fieldValue('date');
    return date === undefined ? null : sentDay(date);
  }

  /** The first field with a name in lower case, unfolded, as it was sent. Only at level 1. */
  fieldValue(wanted: string): string | undefined {
    return this.#asWritten.find(({ name }) => name.toLowerCase() === wanted)?.value;
  }

  async #readHeader(): Promise<void> {
    this.#first = await this.#bytes(FIRST_READ);
    const length = headerLength(this.#first);
    if (length !== undefined) this.#header = this.#first.subarray(0, length);
    else {
      const { end } = (await this.store.get(this.entry.messageId)).structure.root.header;
      this.#header = await this.#bytes(Math.min(end, MAX_HEADER));
    }
  }

  /** A plain text of one part, as most are, is there already. */
  async #readBody(): Promise<string> {
    const { size, messageId } = this.entry;
    const first = this.#first as Buffer;
    const charset = size === first.length ? plainCharset(this.#asWritten) : null;
    if (charset !== null) return decodeCharset(first.subarray((this.#header as Buffer).length), charset);
    const raw = size === first.length ? first : await this.#bytes(Math.min(size, MAX_BODY));
    const { structure } = await this.store.get(messageId);
    return searchText(raw, structure);
  }

  async #bytes(end: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.store.read(this.entry.messageId, { start: 0, end })) chunks.push(chunk);
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  }
}

/** Fields whose addresses can be searched for (RFC 9051 §6.4.4: BCC, CC, FROM, TO). */
const ADDRESSES = new Set(['bcc', 'cc', 'from', 'to']);

/** An address is found although comments or quotes are in it as it is written. */
function withAddresses(written: string, value: string): string {
  if (!/[("]/.test(value)) return written;
  return `${written}\n${parseAddresses(value)
    .map(({ name, address }) => `${name} <${address}>`)
    .join('\n')}`;
}

const PLAIN = /^text\/plain(?: *; *charset="?(utf-8|us-ascii)"?)?$/i;
const AS_IT_STANDS = /^[78]bit$/i;

/** The charset of a body that is one text as it stands; null where its fields say more than that, or anything twice. */
function plainCharset(fields: readonly HeaderField[]): string | null {
  let type: string | undefined;
  let encoding: string | undefined;
  for (const { name, value } of fields) {
    if (name.length < 12 || !/^content-/i.test(name)) continue;
    switch (name.toLowerCase()) {
      case 'content-type':
        if (type !== undefined) return null;
        type = value;
        break;
      case 'content-transfer-encoding':
        if (encoding !== undefined) return null;
        encoding = value;
        break;
      case 'content-disposition':
        return null;
    }
  }
  if (encoding !== undefined && !AS_IT_STANDS.test(encoding)) return null;
  if (type === undefined) return 'us-ascii';
  const match = PLAIN.exec(type);
  return match && (match[1]?.toLowerCase() ?? 'us-ascii');
}
