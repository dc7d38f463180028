import type { Look, Reader } from './types.js';

export type { Look, Reader } from './types.js';

/** What protocols tell of readers. Each call is quick, never throws, and returns before anything is written anywhere. */
export interface Recorder {
  /** A reader was given a message, or a part of it. */
  read(by: Reader, messageId: string, how: Look): void;
  /** A reader took these UIDs out of a mailbox, or all that it had; said right after the store has done it. */
  left(by: Reader, mailboxId: string, uids?: readonly number[]): void;
  /** What is deleted while `run` runs, is deleted by this reader. */
  deleting<T>(by: Reader, run: () => T | Promise<T>): Promise<T>;
}

/** Tells nobody, for parts used without a journey. */
export const unrecorded: Recorder = {
  read: () => {},
  left: () => {},
  deleting: async (_by, run) => run(),
};
