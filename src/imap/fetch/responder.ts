import type { Entry } from '../../store/types.js';
import { nstring, utf8Octets } from '../format/strings.js';
import { flagList } from '../session/flags.js';
import type { Session } from '../session/session.js';
import { printDateTime } from '../text/dates.js';
import { BodyWriter, type Piece } from './body-writer.js';
import { Fetched } from './fetched.js';
import type { FetchItem } from './items.js';

/** Makes one item of a response from what is read for it. */
type ItemWriter = (message: Fetched, session: Session) => Promise<Piece>;

/** Writes FETCH responses: `* 3 FETCH (UID 7 FLAGS (\Seen))`. What can be told from the entry alone costs no promise. */
export class Responder {
  readonly #atOnce: ((entry: Entry) => string)[] = [];
  readonly #later: ItemWriter[] = [];
  readonly #flags: boolean;
  readonly #modseq: boolean;

  constructor(
    private readonly session: Session,
    items: readonly FetchItem[],
  ) {
    const body = new BodyWriter();
    for (const item of items) {
      const simple = fromEntry(item, session);
      if (simple) this.#atOnce.push(simple);
      else this.#later.push(fromMessage(item, body));
    }
    this.#flags = items.some(({ kind }) => kind === 'FLAGS');
    this.#modseq = items.some(({ kind }) => kind === 'MODSEQ');
  }

  /**
   * @param flagsChanged fetching has set \Seen, which is told although FLAGS were not asked for (RFC 9051 §6.4.5)
   */
  respond(number: number, entry: Entry, flagsChanged: boolean): Promise<void> | undefined {
    const { session } = this;
    let line = `* ${number} FETCH (`;
    let gap = '';
    for (const item of this.#atOnce) {
      line += gap + item(entry);
      gap = ' ';
    }
    if (flagsChanged && !this.#flags) {
      line += `${gap}FLAGS (${flagList(session, session.view, entry)})`;
      gap = ' ';
      if (session.condstore && !this.#modseq) line += ` MODSEQ (${entry.modseq})`;
    }
    if (this.#later.length > 0) return this.#respondLater(line, gap, new Fetched(session.store, number, entry));
    session.out.write(`${line})\r\n`);
    return undefined;
  }

  /** Everything that can fail is found out before the first octet is written: a response cannot be taken back. */
  async #respondLater(line: string, gap: string, message: Fetched): Promise<void> {
    const { out } = this.session;
    const pieces: Piece[] = [];
    for (const item of this.#later) pieces.push(await item(message, this.session));
    let pending = line;
    let space = gap;
    for (const piece of pieces) {
      pending += space;
      space = ' ';
      if (typeof piece === 'string') pending += piece;
      else {
        out.write(pending + piece.head);
        pending = '';
        await piece.write(out);
      }
    }
    out.write(`${pending})\r\n`);
  }
}

function fromEntry({ kind }: FetchItem, session: Session): ((entry: Entry) => string) | undefined {
  switch (kind) {
    case 'UID':
      return ({ uid }) => `UID ${uid}`;
    case 'FLAGS':
      return (entry) => `FLAGS (${flagList(session, session.view, entry)})`;
    case 'INTERNALDATE':
      return ({ internalDate }) => `INTERNALDATE ${printDateTime(internalDate)}`;
    case 'RFC822.SIZE':
      return ({ size }) => `RFC822.SIZE ${size}`;
    case 'MODSEQ':
      return ({ modseq }) => `MODSEQ (${modseq})`;
    case 'EMAILID':
      return ({ messageId }) => `EMAILID (${messageId})`;
    case 'THREADID':
      // RFC 8474 §5.2: NIL says that threads are not known here.
      return () => 'THREADID NIL';
    case 'SAVEDATE':
      return ({ savedAt }) => `SAVEDATE ${printDateTime(savedAt)}`;
    default:
      return undefined;
  }
}

function fromMessage(item: FetchItem, body: BodyWriter): ItemWriter {
  switch (item.kind) {
    case 'ENVELOPE':
      return async (message, { utf8 }) => `ENVELOPE ${await message.envelope(utf8)}`;
    case 'BODY':
    case 'BODYSTRUCTURE': {
      const { kind } = item;
      return async (message, { utf8 }) => `${kind} ${await message.bodyStructure(kind === 'BODYSTRUCTURE', utf8)}`;
    }
    case 'PREVIEW':
      return async (message, { utf8 }) =>
        `PREVIEW ${nstring(utf8Octets((await message.message()).summary.snippet), utf8)}`;
    case 'BINARY.SIZE':
      return (message) => body.decodedSize(message, item);
    case 'SECTION':
      return (message) => body.section(message, item);
    default:
      throw new TypeError(`FETCH cannot answer ${item.kind}`);
  }
}
