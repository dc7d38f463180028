/** A message whose file is not known to be safe. */
export interface Fresh {
  readonly id: string;
  readonly position: number;
  /** When it came here, of `performance.now()`. */
  readonly since: number;
  /** Gives a small one's bytes, until its file has them. */
  bytes: (() => Buffer | Promise<Buffer>) | null;
  /** A large one's name in `tmp/`; it is safe there. */
  readonly file: string | null;
  /** Bytes of memory, about. */
  readonly weight: number;
  /** Something of its file may be in its place … */
  begun: boolean;
  /** … and all of it is. */
  placed: boolean;
  gone: boolean;
}

/** Where the bytes of a small message are that an earlier process has accepted. */
export interface InJournal {
  readonly read: () => Promise<Buffer>;
}
