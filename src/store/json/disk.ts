import { codeOf } from '../failure.js';

export { codeOf } from '../failure.js';

/**
 * All that the JSON store asks of a file system. Everything it does with files goes through here, so that tests can
 * put a disk behind it that fails, fills up, or loses power. Errors carry Node's `code` (`ENOENT`, `ENOSPC` …).
 *
 * What a disk promises, and no more: bytes are safe once `sync` of their file has resolved, a name (made, renamed,
 * removed) once `syncDirectory` of its directory has. Before that a power cut may keep either, drop it or spoil it.
 */
export interface Disk {
  /**
   * `read`: what is there; `change`: to read and write what is there; `edit`: the same, made when missing; `new`: to
   * write, fails with EEXIST; `replace`: to read and write, emptied when there.
   */
  open(path: string, mode: 'read' | 'change' | 'edit' | 'new' | 'replace'): Promise<DiskFile>;
  /** Names in a directory, in no order. */
  list(path: string): Promise<string[]>;
  /** Makes a directory, and those above it unless it is to be `alone`; harmless when it is there. */
  makeDirectory(path: string, alone?: 'alone'): Promise<void>;
  /** Atomic, replaces what is there. */
  rename(from: string, to: string): Promise<void>;
  /** A second name for a file; fails with EEXIST. Some file systems have none. */
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
  /** When a file was last written or touched, milliseconds since the epoch. */
  touchedAt(path: string): Promise<number>;
  touch(path: string): Promise<void>;
  /** Bytes that may still be written to the file system of a directory. */
  free(path: string): Promise<number>;
}

export interface DiskFile {
  size(): Promise<number>;
  /** Fills the buffer from `position` as far as the file goes; resolves to the number of bytes. */
  read(target: Buffer, position: number): Promise<number>;
  /** Writes all of the bytes at `position`. When it rejects, any part of them may be there. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** `write` and then `sync`, in one step, where the system can do that. */
  writeSafely?(bytes: Buffer, position: number): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Whether this is the file that has that name now, where the system tells. */
  isAt?(path: string): Promise<boolean>;
  /** Makes the bytes and the size safe; not the name. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** For errors of removing and the like: what is not there need not go. */
export function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
