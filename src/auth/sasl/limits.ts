/** Bytes of one response: 12,288 characters of base64 (RFC 4954 §4), which large access tokens need. */
export const MAX_RESPONSE = 9216;
