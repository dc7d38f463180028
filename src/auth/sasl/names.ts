const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
// biome-ignore lint/suspicious/noControlCharactersInRegex: no name has controls; names go to logs and lists
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/;

/** UTF-8 as text; null when it is none. */
export function text(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Whether this can be the name of a user. */
export const isName = (name: string): boolean => name !== '' && !CONTROLS.test(name);

/**
 * Whether somebody who proved to be `user` may act as `authzid` (RFC 4422 §3.4.1): only as himself, which saying
 * nothing means too.
 */
export function mayActAs(user: string, authzid: string): boolean {
  const fold = (name: string) => name.normalize('NFC').toLowerCase();
  return authzid === '' || fold(authzid) === fold(user);
}

export const WRONG = 'Wrong user name or password';
export const NO_NAME = 'The user name is missing or has control characters';
export const OTHER_AUTHZID = 'Nobody may act as another user here';
export const NOT_UTF8 = 'The response is not UTF-8';
