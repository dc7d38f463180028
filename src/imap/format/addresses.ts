import { AddressReader } from '../../message/address-reader.js';
import { nstring } from './strings.js';

/** No comments, groups, literals, quoted pairs. */
const EASY = /^[^\\()[\]:;]*$/;
/** `local@domain`, alone or in angle brackets behind a quoted name or one of single-spaced words. */
const MAILBOX = new RegExp(
  '^[ \\t]*(?:(?:(?:"([^"]*)"|(ATOM(?: ATOM)*)) ?)?<(ATOM)@(ATOM)>|(ATOM)@(ATOM))[ \\t]*$'.replaceAll(
    'ATOM',
    '[^\\s"<>@,]+',
  ),
);

/**
 * The addresses of a field as ENVELOPE has them (RFC 9051 §7.5.2), one behind the other, `""` when there are none.
 * Names and local parts lose their quoting and are not decoded. A group is its mailboxes between two addresses
 * without a host. What is no address is a local part with an empty host, since without a host it would be a group.
 * @param value octets of the unfolded value
 */
export function envelopeAddresses(value: string, utf8: boolean): string {
  if (value === '') return '';
  return (EASY.test(value) && easy(value, utf8)) || read(value, utf8);
}

/** Nearly all there is, without a tokenizer; undefined when it is not so easy. */
function easy(value: string, utf8: boolean): string | undefined {
  if (!value.includes(',')) return easyOne(value, utf8);
  if (value.includes('"')) return undefined;
  let out = '';
  for (const piece of value.split(',')) {
    const one = easyOne(piece, utf8);
    if (one === undefined) return undefined;
    out += one;
  }
  return out;
}

function easyOne(value: string, utf8: boolean): string | undefined {
  const match = MAILBOX.exec(value);
  if (!match) return undefined;
  const local = (match[3] ?? match[5]) as string;
  return printed(match[1] ?? match[2] ?? '', '', local, (match[4] ?? match[6]) as string, utf8);
}

function printed(name: string, route: string, local: string, domain: string, utf8: boolean): string {
  const names = `${nstring(name || null, utf8)} ${nstring(route || null, utf8)}`;
  return `(${names} ${nstring(local, utf8)} ${nstring(domain, utf8)})`;
}

class Printer extends AddressReader {
  out = '';
  readonly #utf8: boolean;

  constructor(value: string, utf8: boolean) {
    super(value);
    this.#utf8 = utf8;
  }

  protected mailbox(name: string, address: string, route: string): void {
    const at = atSign(address);
    const local = unquoted(at === -1 ? address : address.slice(0, at));
    this.out += printed(name, route, local, at === -1 ? '' : address.slice(at + 1), this.#utf8);
  }

  protected group(name: string): void {
    this.out += `(NIL NIL ${nstring(name, this.#utf8)} NIL)`;
  }

  protected groupEnd(): void {
    this.out += '(NIL NIL NIL NIL)';
  }
}

function read(value: string, utf8: boolean): string {
  const printer = new Printer(value, utf8);
  printer.read();
  return printer.out;
}

/** The `@` before the domain: the last that is neither in quotes nor in a domain literal; -1 when there is none. */
function atSign(address: string): number {
  if (address.endsWith(']')) {
    const literal = address.lastIndexOf('@[');
    if (literal !== -1) return literal;
  }
  if (!address.includes('"')) return address.lastIndexOf('@');
  let at = -1;
  let quoted = false;
  for (let i = 0; i < address.length; i++) {
    const char = address[i];
    if (char === '\\') i++;
    else if (char === '"') quoted = !quoted;
    else if (char === '@' && !quoted) at = i;
  }
  return at;
}

/** Without quotes and the backslashes inside them (RFC 5322 §3.2.4). */
function unquoted(local: string): string {
  return local.includes('"') ? local.replace(/\\(.)|"/gs, '$1') : local;
}
