import { decodeCharset } from './charset.js';
import type { Part } from './types.js';
import { decodeWords } from './words.js';

type Params = Part['params'];

/** `%XX` undone (RFC 2231 §4); what is no escape stays. */
function percentBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const digits = bytes[i] === 0x25 ? bytes.toString('latin1', i + 1, i + 3) : '';
    const escaped = /^[0-9a-f]{2}$/i.test(digits);
    bytes[length++] = escaped ? Number.parseInt(digits, 16) : (bytes[i] as number);
    if (escaped) i += 2;
  }
  return bytes.subarray(0, length);
}

/** `charset'language'text` (RFC 2231 §4); without the quotes all of it is text. */
function splitExtended(value: string): { charset: string | undefined; text: string } {
  const first = value.indexOf("'");
  const second = first === -1 ? -1 : value.indexOf("'", first + 1);
  if (second === -1) return { charset: undefined, text: value };
  return { charset: value.slice(0, first) || undefined, text: value.slice(second + 1) };
}

/**
 * A parameter by RFC 2231: `name*`, or the pieces `name*0`, `name*1*` … joined in their order, or else plain `name`
 * with RFC 2047 words decoded, as many senders write it (against RFC 2047 §5). Undefined when it is not there.
 */
export function parameter(params: Params, name: string): string | undefined {
  const whole = params[`${name}*`];
  if (whole !== undefined) {
    const { charset, text } = splitExtended(whole);
    return decodeCharset(percentBytes(text), charset);
  }
  const pieces: Buffer[] = [];
  let charset: string | undefined;
  for (let i = 0; ; i++) {
    const plain = params[`${name}*${i}`];
    const extended = params[`${name}*${i}*`];
    if (extended !== undefined) {
      const first = i === 0 ? splitExtended(extended) : { charset, text: extended };
      charset = first.charset;
      pieces.push(percentBytes(first.text));
    } else if (plain !== undefined) pieces.push(Buffer.from(plain, 'utf8'));
    else break;
  }
  if (pieces.length > 0) return decodeCharset(Buffer.concat(pieces), charset ?? 'utf-8');
  const plain = params[name];
  return plain === undefined ? undefined : decodeWords(plain);
}

/** True when `parameter` would give something; does not decode it. */
export function hasParameter(params: Params, name: string): boolean {
  for (const key in params) if (key === name || key.startsWith(`${name}*`)) return true;
  return false;
}
