import { StoreError, StoreFull, StoreUnavailable } from './errors.js';

/** The `code` of a file system's error; undefined for any other. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && 'syscall' in (error as object) ? code : undefined;
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const WORDS: Record<string, string> = {
  EROFS: 'it is read-only',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EIO: 'it reports an input/output error',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the machine has too many files open',
  ENOENT: 'a file or folder is missing',
  ENOTDIR: 'there is a file where a folder should be',
  EEXIST: 'there is a file where a folder should be',
  ESTALE: 'its network mount has gone away',
};

/** Says a file system's error in the store's words; errors of the store, and mistakes of ours, pass unchanged. */
export function inStoreWords(error: unknown): Error {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  if (FULL.has(code)) return new StoreFull('The disk is full.');
  return new StoreUnavailable(`The disk does not work: ${WORDS[code] ?? 'see the code'} (${code}).`, { cause: error });
}
