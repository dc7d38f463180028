const AMPERSAND = 0x26;

/** A mailbox name that is not modified UTF-7. */
export class BadUtf7 extends Error {
  constructor(name: string, why: string) {
    super(`The mailbox name ${JSON.stringify(name.slice(0, 100))} is not modified UTF-7 (RFC 3501 §5.1.3): ${why}.`);
  }
}

const isPrintable = (code: number): boolean => code >= 0x20 && code <= 0x7e;

/** A mailbox name in modified UTF-7 (RFC 3501 §5.1.3). Half a surrogate pair becomes U+FFFD. */
export function encodeUtf7(name: string): string {
  let out = '';
  let from = 0;
  for (let i = 0; i <= name.length; i++) {
    if (i < name.length && !isPrintable(name.charCodeAt(i))) continue;
    if (i > from) out += shifted(name.slice(from, i));
    if (i < name.length) out += name.charCodeAt(i) === AMPERSAND ? '&-' : name[i];
    from = i + 1;
  }
  return out;
}

function shifted(text: string): string {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  const base64 = Buffer.from(wellFormed, 'utf16le').swap16().toString('base64');
  return `&${base64.replace(/=+$/, '').replaceAll('/', ',')}-`;
}

/**
 * The name that modified UTF-7 stands for. Every name has one form only, and others are refused: two names that look
 * the same to the client would be one mailbox here.
 * @throws BadUtf7
 */
export function decodeUtf7(encoded: string): string {
  let out = '';
  let i = 0;
  let justShifted = false;
  while (i < encoded.length) {
    const code = encoded.charCodeAt(i);
    if (!isPrintable(code)) throw new BadUtf7(encoded, 'it has a character that must be encoded');
    if (code !== AMPERSAND) {
      out += encoded[i++];
      justShifted = false;
      continue;
    }
    const end = encoded.indexOf('-', i);
    if (end === -1) throw new BadUtf7(encoded, 'an "&" has no "-" after it');
    if (end === i + 1) out += '&';
    else if (justShifted) throw new BadUtf7(encoded, 'two encoded runs stand side by side');
    else out += unshifted(encoded, encoded.slice(i + 1, end));
    justShifted = end > i + 1;
    i = end + 1;
  }
  return out;
}

function unshifted(encoded: string, run: string): string {
  if (!/^[A-Za-z0-9+,]+$/.test(run)) throw new BadUtf7(encoded, 'an encoded run has a character that is no base64');
  const bytes = Buffer.from(run.replaceAll(',', '/'), 'base64');
  if (bytes.length % 2 !== 0) throw new BadUtf7(encoded, 'an encoded run ends inside a character');
  const text = bytes.swap16().toString('utf16le');
  for (let i = 0; i < text.length; i++) {
    if (isPrintable(text.charCodeAt(i))) throw new BadUtf7(encoded, 'a printable character is encoded');
  }
  // Left-over bits that are not zero, superfluous digits and half surrogate pairs all come out differently.
  if (shifted(text) !== `&${run}-`) throw new BadUtf7(encoded, 'an encoded run is no UTF-16');
  return text;
}
