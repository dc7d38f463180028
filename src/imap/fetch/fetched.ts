import { MAX_HEADER_BYTES } from '../../message/limits.js';
import type { ByteRange, Part, Structure } from '../../message/types.js';
import type { Entry, Message, Store } from '../../store/store.js';
import { bodyStructure, embeddedHeaders } from '../format/body-structure.js';
import { envelope } from '../format/envelope.js';
import { MAX_EMBEDDED_HEADER } from '../format/limits.js';
import { headerLength } from './header-length.js';

/** Octets read in the hope that the whole header is among them. */
const FIRST_READ = 8 * 1024;

/** One message that FETCH answers about. What takes reading is read when it is asked for, once. */
export class Fetched {
  #message: Message | undefined;

  constructor(
    readonly store: Store,
    readonly number: number,
    readonly entry: Entry,
  ) {}

  /** @throws MessageNotFound when it is gone by now */
  async message(): Promise<Message> {
    this.#message ??= await this.store.get(this.entry.messageId);
    return this.#message;
  }

  async structure(): Promise<Structure> {
    return (await this.message()).structure;
  }

  async envelope(utf8: boolean): Promise<string> {
    return envelope(await this.#header(), utf8);
  }

  async bodyStructure(extended: boolean, utf8: boolean): Promise<string> {
    const structure = await this.structure();
    const parts = embeddedHeaders(structure);
    if (parts.length === 0) return bodyStructure(structure, { extended, utf8 });
    const headers = new Map<Part, Buffer>();
    for (const part of parts) {
      const { start, end } = part.header;
      headers.set(part, await this.bytes({ start, end: Math.min(end, start + MAX_EMBEDDED_HEADER) }));
    }
    return bodyStructure(structure, { extended, utf8 }, headers);
  }

  /** All octets of a range, which the caller knows to be small. */
  async bytes(range: ByteRange): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.store.read(this.entry.messageId, range)) chunks.push(chunk);
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  }

  /** The header's octets; of a huge one as much as an envelope can need. */
  async #header(): Promise<Buffer> {
    const first = await this.bytes({ start: 0, end: FIRST_READ });
    const length = headerLength(first);
    if (length !== undefined) return first.subarray(0, length);
    const { start, end } = (await this.structure()).root.header;
    return this.bytes({ start, end: Math.min(end, start + MAX_HEADER_BYTES) });
  }
}
