import { createRequire } from 'node:module';
import type saslprepType from '@mongodb-js/saslprep';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
let saslprep: typeof saslprepType | undefined;

/**
 * SASLprep (RFC 4013), the form in which passwords are compared and hashed: what looks the same becomes the same. A text
 * that it forbids (controls, mixed writing directions) stays as it is, so that whoever configured it can still log in.
 * The tables are loaded with the first text that needs them.
 */
export function prepare(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  try {
    saslprep ??= createRequire(import.meta.url)('@mongodb-js/saslprep') as typeof saslprepType;
    // Unassigned code points pass: Unicode has grown since the tables of 2002 (RFC 3454 §7, queries).
    return saslprep(text, { allowUnassigned: true });
  } catch {
    return text;
  }
}
