/**
 * Text as it is on the wire: one character for each octet (Latin-1). Nearly all of IMAP is ASCII, and a string of
 * octets can be cut, compared and written without being decoded first.
 */
export type Octets = string;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the question is just whether all is ASCII
const ASCII = /^[\x00-\x7f]*$/;

export const isAscii = (text: string): boolean => ASCII.test(text);

/** The UTF-8 octets of a text. */
export function toOctets(text: string): Octets {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** The text that octets are in UTF-8; what is no UTF-8 is read as Latin-1, so that nothing is lost. */
export function fromOctets(octets: Octets): string {
  if (isAscii(octets)) return octets;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(octets, 'latin1'));
  } catch {
    return octets;
  }
}
