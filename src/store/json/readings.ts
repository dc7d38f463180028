import { StoreClosed } from '../errors.js';
import type { DiskFile } from './disk.js';

/** A file that somebody reads, perhaps slowly. */
export interface Reading {
  /** @throws StoreClosed when the store has been closed meanwhile */
  read(target: Buffer, position: number): Promise<number>;
  close(): Promise<void>;
}

/**
 * The files that are being read: whoever closes the store closes them too, and waits for the step that each is at, since
 * a reader may rest for as long as it likes, and the folder is to be free when `close` has resolved.
 */
export class Readings {
  readonly #all = new Set<Promise<Reading>>();
  #closed = false;

  /** @throws what `open` throws, StoreClosed */
  open(open: () => Promise<DiskFile>): Promise<Reading> {
    const reading = this.#open(open, () => this.#all.delete(reading));
    this.#all.add(reading);
    reading.catch(() => this.#all.delete(reading));
    return reading;
  }

  async #open(open: () => Promise<DiskFile>, ended: () => void): Promise<Reading> {
    if (this.#closed) throw new StoreClosed();
    const file = await open();
    let step: Promise<unknown> = Promise.resolve();
    let closing: Promise<void> | null = null;
    return {
      read: (target, position) => {
        if (closing) return Promise.reject(new StoreClosed());
        const length = file.read(target, position);
        step = length.catch(() => {});
        return length;
      },
      close: () => {
        closing ??= step.then(() => file.close()).finally(ended);
        return closing;
      },
    };
  }

  /** Resolves when no file is open any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((reading) => reading.then((each) => each.close()).catch(() => {})));
  }
}
