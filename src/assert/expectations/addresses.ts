import type { Address } from '../../message/types.js';
import { type AssertedMessage, expectation } from '../expectation.js';
import { checkSet, setExpectation } from '../set.js';

const people = (field: 'from' | 'to' | 'cc' | 'bcc') =>
  expectation({
    schema: setExpectation,
    check: (expected, message: AssertedMessage) => {
      const actual = message[field];
      return checkSet(expected, actual.map(written), (one, index) => means(one, actual[index] as Address));
    },
  });

export const from = people('from');
export const to = people('to');
export const cc = people('cc');
/** A Bcc header, or recipients that no header names. */
export const bcc = people('bcc');

/** RCPT TO, whatever the header says. */
export const recipients = expectation({
  schema: setExpectation,
  check: (expected, { recipients: actual }) =>
    checkSet(expected, actual, (one, index) => means(one, { name: '', address: actual[index] as string })),
});

const written = ({ name, address }: Address): string => (name ? `${name} <${address}>` : address);

/** `ann@example.org` means the address whatever the name; `Ann <ann@example.org>` means both. */
function means(expected: string, actual: Address): boolean {
  const match = /^(.*?)\s*<([^<>]*)>\s*$/s.exec(expected);
  const address = match?.[2] ?? expected.trim();
  const name = match?.[1]?.replace(/^"(.*)"$/, '$1');
  return address.toLowerCase() === actual.address.toLowerCase() && (!name || name === actual.name);
}
