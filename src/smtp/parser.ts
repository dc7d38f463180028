import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { DataScanner } from './data-scanner.js';
import { MAX_COMMAND_LINE } from './limits.js';

/** Takes the content of one DATA. */
export interface DataSink {
  /** Returns a promise when the client must wait; it never rejects. */
  write(content: Buffer): Promise<void> | undefined;
  /** The end was seen. Commands that follow wait until the promise is resolved; it never rejects. */
  end(): Promise<void>;
}

/**
 * smtp-server's command parser with our own way through DATA: content goes straight to a sink instead of through a
 * PassThrough stream, which is most of what a small message costs otherwise, and by `DataScanner`'s rules.
 */
export class Parser extends SMTPStream {
  #scanner = new DataScanner();
  #sink: DataSink | null = null;

  /** True while a chunk of input is gone through; replies to it may be gathered until `onChunk`. */
  busy = false;

  /** `onChunk` is called when all that could be done at once with a chunk is done. */
  constructor(
    private readonly onChunk: () => void,
    /** Bytes a second that are taken; undefined: as fast as they come. */
    private readonly speed: () => number | undefined = () => undefined,
  ) {
    super({ maxCommandLength: MAX_COMMAND_LINE });
  }

  override _write(chunk: Buffer, encoding: BufferEncoding | 'buffer', next: (error?: Error | null) => void): void {
    this.busy = true;
    const speed = this.speed();
    const then = speed === undefined ? next : later(next, (chunk.length / speed) * 1000);
    if (this.#isOneLine(chunk)) this.oncommand(chunk.subarray(0, -2), then);
    else super._write(chunk, encoding, then);
    this.busy = false;
    this.onChunk();
  }

  /** What nearly every chunk is, and needs no looking for lines in it. */
  #isOneLine(chunk: Buffer): boolean {
    return (
      !this._dataMode &&
      !this.isClosed &&
      this._remainder === '' &&
      chunk.length <= MAX_COMMAND_LINE &&
      chunk[chunk.length - 2] === 0x0d &&
      chunk.indexOf(0x0a) === chunk.length - 1
    );
  }

  /** From the next byte on, input is message content until its end. */
  startData(sink: DataSink): void {
    this.#scanner = new DataScanner();
    this.#sink = sink;
    this._dataMode = true;
  }

  /** Called by smtp-server's `_write` for each chunk in data mode. */
  override _feedDataStream(chunk: Buffer, done: (error?: Error | null) => void): void {
    const contents: Buffer[] = [];
    const end = this.#scanner.push(chunk, (content) => contents.push(content));

    this.#pass(contents, 0, () => {
      if (end === -1) {
        done();
        return;
      }
      const sink = this.#sink as DataSink;
      this.#sink = null;
      this._dataMode = false;
      this._remainder = '';
      sink.end().then(() => {
        if (end === chunk.length) done();
        else this._write(chunk.subarray(end), 'buffer', done);
      });
    });
  }

  /** Writes the contents from one on, waiting where the sink asks for it. */
  #pass(contents: readonly Buffer[], from: number, then: () => void): void {
    for (let at = from; at < contents.length; at++) {
      const wait = this.#sink?.write(contents[at] as Buffer);
      if (wait) {
        wait.then(() => this.#pass(contents, at + 1, then));
        return;
      }
    }
    then();
  }
}

/** Calls on when the time is up; a stop does not wait for that. */
const later =
  <Args extends unknown[]>(call: (...args: Args) => void, milliseconds: number) =>
  (...args: Args): void => {
    setTimeout(() => call(...args), milliseconds).unref();
  };
