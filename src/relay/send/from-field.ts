import { parseAddresses } from '../../message/addresses.js';
import { needsUtf8, wirePath } from './path.js';

/**
 * A From field's value as it goes out: names beyond ASCII as encoded words (RFC 2047 §5), domains by their A-labels,
 * folded. A local part beyond ASCII stays, and then the message needs SMTPUTF8 (RFC 6532 §3.2).
 */
export async function fromValue(from: string): Promise<string> {
  if (!needsUtf8(from)) return from;
  const { encodeWords, foldLines, quoteString } = await import('nodemailer/lib/mime-funcs');
  const phrase = (name: string): string =>
    needsUtf8(name) ? encodeWords(name, 'Q', 52, true) : /^[\w ]*$/.test(name) ? name : quoteString(name);
  const mailboxes = parseAddresses(from).map(({ name, address }) => {
    const path = wirePath(address) ?? address;
    return name === '' ? path : `${phrase(name)} <${path}>`;
  });
  const label = 'From: ';
  return foldLines(`${label}${mailboxes.join(', ')}`, 76).slice(label.length);
}
