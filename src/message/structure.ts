import { Boundaries, type Delimiter } from './boundaries.js';
import { Collector } from './collector.js';
import { entityHeader } from './entity.js';
import { fieldColon, isMboxLine } from './fields.js';
import { closePart, type Frame, holdsMessage, makePart, openFrame } from './frame.js';
import { Gatherer } from './gatherer.js';
import { MAX_DELIMITER_LINE, MAX_DEPTH, MAX_HEADER_BYTES, MAX_PARTS } from './limits.js';
import { LineCheck } from './line-check.js';
import { NoteList } from './notes.js';
import { EMPTY_BYTES } from './shared.js';
import type { Part, Structure } from './types.js';

const LF = 0x0a;
const CR = 0x0d;
const HYPHEN = 0x2d;

/** Who wants to see bytes while the scan goes on. Buffers are valid during the call only. */
export interface StructureObserver {
  /**
   * A header is complete (`part` has its fields and places but no end yet).
   * @param bytes the header, at most MAX_HEADER_BYTES of it
   * @param level messages around the part: 0 in the message itself
   * @returns how many bytes of a leaf's body are wanted, 0 for none
   */
  header(part: Part, bytes: Buffer, level: number): number;
  /** The body of a leaf ended; `bytes` is its beginning, as much as was wanted. */
  body(part: Part, bytes: Buffer): void;
}

/** What is known of the line that a chunk began in the middle of. */
type LineState =
  /** Nothing of it was seen. */
  | 'fresh'
  /** All of it so far is kept, since it may be a delimiter. */
  | 'kept'
  /** It is no delimiter. */
  | 'other';

/**
 * Finds the MIME tree of a message (RFC 2045, RFC 2046 §5) with all byte offsets while the bytes come in, cut
 * anywhere. Time is linear; memory is bounded by one header, one delimiter line and the tree. Lines may end in CRLF
 * or LF. Nothing is refused: what a strict reader would object to becomes a note.
 *
 * An entity whose first line is no field has no header; other lines that are no fields are passed over. A delimiter
 * of any open multipart ends all that is open below it (RFC 2046 §5.1.2).
 */
export class StructureScanner {
  readonly notes = new NoteList();
  readonly #observer: StructureObserver | undefined;
  readonly #check = new LineCheck(this.notes);
  readonly #boundaries = new Boundaries<Frame>();
  readonly #root: Frame = openFrame(null, 0);
  #top: Frame = this.#root;
  #parts = 1;
  #truncated = false;

  /** Bytes of the message before the current chunk. */
  #base = 0;
  /** Line breaks so far. */
  #breaks = 0;
  #lineStart = 0;
  #lineState: LineState = 'fresh';
  readonly #line = new Collector();
  /** Bytes of the last line break: 2 for CRLF. */
  #lastBreak = 0;
  /** The last line had more than its line break. */
  #lastFilled = false;
  #lastByte = 0;

  /** Of the top frame's header or body. */
  readonly #gatherer = new Gatherer(MAX_HEADER_BYTES);

  constructor(observer?: StructureObserver) {
    this.#observer = observer;
  }

  /** Takes the next bytes. The caller may reuse the buffer afterwards. */
  write(chunk: Buffer): void {
    const { length } = chunk;
    if (length === 0) return;
    this.#check.chunk(chunk, this.#base);
    let pos = 0;
    while (pos < length) {
      // Runs of empty lines are cheap to make and not worth a search each.
      const lf = chunk[pos] === LF ? pos : chunk.indexOf(LF, pos);
      if (lf === -1) break;
      this.#endLine(chunk, pos, lf);
      pos = lf + 1;
    }
    if (pos < length) this.#beginLine(chunk, pos);
    this.#gatherer.endChunk(chunk);
    this.#lastByte = chunk[length - 1] as number;
    this.#base += length;
  }

  /** The tree of what was written. The scanner must not be used afterwards. */
  end(): Structure {
    const size = this.#base;
    this.#check.end(size);
    this.#check.longLine(this.#lineStart, size);
    const unfinished = size > this.#lineStart;
    if (this.#lineState === 'kept') {
      const line = this.#line.view();
      const delimiter = this.#boundaries.match(line, 0, line.length);
      // A last line without a line break can end a multipart, but no part can begin behind it.
      if (delimiter?.closes) this.#delimit(EMPTY_BYTES, delimiter, size);
    }
    if (unfinished && this.#top.state === 'header') this.#firstLine(EMPTY_BYTES, size);
    while (this.#close(EMPTY_BYTES, size, unfinished ? 1 : 0) !== this.#root);
    return { root: this.#root.part as Part, parts: this.#parts, truncated: this.#truncated };
  }

  /** A line break at index `lf` of the chunk; the line's bytes in this chunk begin at `pos`. */
  #endLine(chunk: Buffer, pos: number, lf: number): void {
    const start = this.#lineStart;
    const next = this.#base + lf + 1;
    const crlf = next - 1 > start && (lf > 0 ? chunk[lf - 1] : this.#lastByte) === CR;
    const end = crlf ? next - 2 : next - 1;
    this.#check.line(start, end, crlf);
    const delimiter = this.#boundaries.size > 0 ? this.#delimiterAt(chunk, pos, lf) : undefined;
    if (!(delimiter && this.#delimit(chunk, delimiter, next)) && this.#top.state === 'header') {
      if (end === start) {
        this.#breaks++;
        this.#endHeader(chunk, next);
        this.#breaks--;
      } else if (start === this.#top.headerStart) this.#firstLine(chunk, end);
    }
    this.#breaks++;
    this.#lastBreak = crlf ? 2 : 1;
    this.#lastFilled = end > start;
    this.#lineStart = next;
    this.#lineState = 'fresh';
  }

  /** The chunk ends inside a line, which goes on from `pos`. */
  #beginLine(chunk: Buffer, pos: number): void {
    if (this.#lineState === 'fresh') {
      const hyphens = chunk[pos] === HYPHEN && (pos + 1 === chunk.length || chunk[pos + 1] === HYPHEN);
      this.#lineState = hyphens && this.#boundaries.size > 0 ? 'kept' : 'other';
      this.#line.clear();
    }
    if (this.#lineState !== 'kept') return;
    if (this.#line.length + chunk.length - pos > MAX_DELIMITER_LINE) this.#lineState = 'other';
    else this.#line.append(chunk, pos, chunk.length, MAX_DELIMITER_LINE);
  }

  #delimiterAt(chunk: Buffer, pos: number, lf: number): Delimiter<Frame> | undefined {
    if (this.#lineState === 'fresh') {
      if (chunk[pos] !== HYPHEN || chunk[pos + 1] !== HYPHEN) return undefined;
      return this.#boundaries.match(chunk, pos, lf);
    }
    if (this.#lineState === 'other' || this.#line.length + lf - pos > MAX_DELIMITER_LINE) return undefined;
    this.#line.append(chunk, pos, lf, MAX_DELIMITER_LINE);
    const line = this.#line.view();
    return this.#boundaries.match(line, 0, line.length);
  }

  /**
   * Ends what the current line delimits. The line break before it is the delimiter's (RFC 2046 §5.1.1).
   * @param next offset behind the line
   * @returns false when the line means nothing: an end before any part
   */
  #delimit(chunk: Buffer, { owner, closes }: Delimiter<Frame>, next: number): boolean {
    if (closes && owner === this.#top && owner.children.length === 0) return false;
    if (owner !== this.#top) {
      // An empty part has the line break as the end of its header, and it cannot go back behind that.
      let outermost = this.#top;
      while (outermost.parent !== owner) outermost = outermost.parent as Frame;
      const end = Math.max(outermost.bodyStart, this.#lineStart - this.#lastBreak);
      while (this.#top !== owner) this.#close(chunk, end, this.#lastFilled ? 0 : -1);
    }
    if (closes || this.#full()) {
      owner.closed = closes;
      this.#boundaries.close(owner.boundary as string, owner);
      this.#gatherer.begin(0, next - this.#base);
    } else this.#push(owner, next);
    return true;
  }

  /** True, with a note, when there may be no more parts. */
  #full(): boolean {
    if (this.#parts < MAX_PARTS) return false;
    this.#truncated = true;
    this.notes.add('too-many-parts', this.#lineStart);
    return true;
  }

  #push(parent: Frame, headerStart: number): void {
    this.#parts++;
    this.#top = openFrame(parent, headerStart);
    // A message in a part without a header begins where that part does, and its bytes are there already.
    if (headerStart === parent.headerStart) this.#gatherer.rededicate(MAX_HEADER_BYTES);
    else this.#gatherer.begin(MAX_HEADER_BYTES, headerStart - this.#base);
  }

  /** The kept bytes from offset `start`, where keeping began, up to `end`, as far as they were wanted. */
  #gathered(chunk: Buffer, start: number, end: number): Buffer {
    return this.#gatherer.take(chunk, end - this.#base, end - start);
  }

  /** The first line of an entity ends at offset `end`: if it is no field, there is no header. */
  #firstLine(chunk: Buffer, end: number): void {
    const frame = this.#top;
    if (frame.headerStart !== this.#lineStart) return;
    const bytes = this.#gathered(chunk, frame.headerStart, end);
    if (fieldColon(bytes, 0, bytes.length) >= 0) return;
    if (frame.parent?.state !== 'multipart' && isMboxLine(bytes, 0, bytes.length)) {
      if (frame === this.#root) this.notes.add('mbox-from-line', 0);
      return;
    }
    this.#endHeader(chunk, frame.headerStart);
    // In a digest it is a message (RFC 2046 §5.1.5), whose first line this is too.
    if (this.#top !== frame) this.#firstLine(chunk, end);
  }

  /** The header of the top frame ends at offset `end`, where the body begins. */
  #endHeader(chunk: Buffer, end: number): void {
    const frame = this.#top;
    // A part without fields is the cheapest to make by the thousand, so it costs no buffer.
    const empty = frame !== this.#root && end - frame.headerStart <= 2;
    const bytes = empty ? EMPTY_BYTES : this.#gathered(chunk, frame.headerStart, end);
    if (end - frame.headerStart > MAX_HEADER_BYTES) this.notes.add('header-too-large', frame.headerStart);
    const header = entityHeader(bytes);
    frame.bodyStart = end;
    frame.breaksBefore = this.#breaks;
    const part = makePart(frame, header, end);
    frame.part = part;
    if (header.contentType?.usable === false) this.notes.add('bad-content-type', frame.headerStart);
    const noBoundary = header.contentType?.type === 'multipart' && frame.boundary === null;
    if (noBoundary) this.notes.add('missing-boundary', frame.headerStart);
    frame.state = this.#stateOf(frame, part);
    const want = this.#observer?.header(part, bytes, frame.level) ?? 0;
    if (frame.state === 'message') this.#push(frame, end);
    else if (end > frame.headerStart) this.#gatherer.begin(frame.state === 'leaf' ? want : 0, end - this.#base);
    else this.#gatherer.rededicate(want);
    if (frame.state === 'multipart') {
      frame.children = [];
      this.#boundaries.open(frame.boundary as string, frame);
    }
  }

  #stateOf(frame: Frame, part: Part): 'leaf' | 'message' | 'multipart' {
    const multipart = part.type === 'multipart';
    if (!multipart && !holdsMessage(part)) return 'leaf';
    if (frame.depth >= MAX_DEPTH) {
      this.#truncated = true;
      this.notes.add('too-deep', frame.bodyStart);
      return 'leaf';
    }
    if (multipart) return 'multipart';
    return this.#full() ? 'leaf' : 'message';
  }

  /**
   * Ends the top frame at offset `end`, or only its header when a message begins there.
   * @param more lines that are not line breaks (an unfinished one), less those that belong to the delimiter
   * @returns the frame that ended
   */
  #close(chunk: Buffer, end: number, more: number): Frame | undefined {
    const frame = this.#top;
    if (frame.state === 'header') this.#endHeader(chunk, Math.max(end, frame.headerStart));
    if (this.#top !== frame) return undefined;
    const part = frame.part as NonNullable<Frame['part']>;
    const lines = end <= frame.bodyStart ? 0 : this.#breaks - frame.breaksBefore + more;
    closePart(frame, part, end, lines);
    if (frame.state === 'leaf' && this.#gatherer.active && this.#observer) {
      this.#observer.body(part, this.#gathered(chunk, part.body.start, part.body.end));
    }
    if (frame.state === 'multipart') {
      if (!frame.closed && !this.#truncated) this.notes.add('unterminated-multipart', frame.headerStart);
      this.#boundaries.close(frame.boundary as string, frame);
    }
    this.#gatherer.rededicate(0);
    if (frame.parent) this.#top = frame.parent;
    return frame;
  }
}
