import { AddressReader } from './address-reader.js';
import { decodeWords } from './words.js';

/** Hears only of what comes first. */
class First extends AddressReader {
  /** Undefined while nothing came, null for a mailbox. */
  name: string | null | undefined;

  protected mailbox(): void {
    this.name ??= null;
  }

  protected group(name: string): void {
    if (this.name === undefined) this.name = name;
  }

  protected groupEnd(): void {}
}

/**
 * The name of the group that an address field begins with (RFC 5322 §3.4), null when it begins with something else.
 * @param value the unfolded value of the field
 */
export function firstGroup(value: string): string | null {
  if (!value.includes(':')) return null;
  const first = new First(value);
  first.read();
  return typeof first.name === 'string' ? decodeWords(first.name).trim() : null;
}
