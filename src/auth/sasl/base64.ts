const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The bytes of a line of base64 as SASL profiles have it; null when it is none (RFC 4648 §3.3: nothing is passed over). */
export function decodeBase64(line: string): Buffer | null {
  return BASE64.test(line) ? Buffer.from(line, 'base64') : null;
}
