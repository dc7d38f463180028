import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Client, plainAddress } from './address.js';
import { PROXY_V1_LENGTH, PROXY_V2_LENGTH } from './limits.js';

/** What does not begin as the PROXY protocol says. */
export class ProxyHeaderError extends Error {
  override readonly name = 'ProxyHeaderError';
}

/** A PROXY header: how long it is, and whom it speaks of; null when of nobody but the proxy itself (LOCAL, UNKNOWN). */
export interface ProxyHeader {
  readonly length: number;
  readonly client: Client | null;
}

const V1 = Buffer.from('PROXY ');
const V2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n');
/** Signature, version and command, family and transport, length. */
const V2_FIXED = 16;

/**
 * Reads a header of the PROXY protocol, version 1 or 2, from the first bytes of a connection (haproxy.org,
 * proxy-protocol.txt). Null while more bytes are needed.
 * @throws ProxyHeaderError as soon as the bytes cannot become a header
 */
export function parseProxyHeader(bytes: Buffer): ProxyHeader | null {
  if (begins(bytes, V2)) return bytes.length < V2_FIXED ? null : version2(bytes);
  if (begins(bytes, V1)) return version1(bytes);
  throw new ProxyHeaderError('the connection does not begin with a PROXY header');
}

/** Whether the bytes, as far as they are there, are those of the signature. */
function begins(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length);
  return bytes.subarray(0, length).equals(signature.subarray(0, length));
}

/** `PROXY TCP4 192.0.2.1 198.51.100.1 56324 25` CRLF (§2.1) */
function version1(bytes: Buffer): ProxyHeader | null {
  const end = bytes.subarray(0, PROXY_V1_LENGTH).indexOf('\r\n');
  if (end === -1) {
    if (bytes.length < PROXY_V1_LENGTH) return null;
    throw new ProxyHeaderError(`the PROXY header has no end within ${PROXY_V1_LENGTH} bytes`);
  }
  const length = end + 2;
  const [, family, source = '', target = '', port = '', targetPort = '', ...more] = bytes
    .toString('latin1', 0, end)
    .split(' ');
  // What follows UNKNOWN is to be passed over.
  if (family === 'UNKNOWN') return { length, client: null };
  const isAddress = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isIPv6 : () => false;
  if (!isAddress(source) || !isAddress(target) || !isPort(port) || !isPort(targetPort) || more.length > 0) {
    throw new ProxyHeaderError('the PROXY header does not name two addresses and two ports');
  }
  return { length, client: { address: plainAddress(source), port: Number(port) } };
}

const isPort = (text: string): boolean => /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;

/** Octets of the addresses by family and transport (§2.2); only streams come here. */
const ADDRESSES: Readonly<Record<number, number>> = { 0: 0, 17: 12, 33: 36, 49: 216 };

function version2(bytes: Buffer): ProxyHeader | null {
  const command = bytes[12] as number;
  const family = bytes[13] as number;
  const rest = bytes.readUInt16BE(14);
  if (command !== 0x20 && command !== 0x21) {
    throw new ProxyHeaderError(`the PROXY header has the unknown version and command 0x${command.toString(16)}`);
  }
  if (rest > PROXY_V2_LENGTH) throw new ProxyHeaderError(`the PROXY header is longer than ${PROXY_V2_LENGTH} bytes`);
  const length = V2_FIXED + rest;
  const addresses = ADDRESSES[family];
  // A proxy that asks for itself (a health check) may say anything about addresses.
  if (command === 0x21 && (addresses === undefined || addresses > rest)) {
    throw new ProxyHeaderError(`the PROXY header has no addresses of the family 0x${family.toString(16)}`);
  }
  if (bytes.length < length) return null;
  // Behind the addresses come TLVs, of which nothing is needed here.
  if (command === 0x20 || (family !== 0x11 && family !== 0x21)) return { length, client: null };
  const size = family === 0x11 ? 4 : 16;
  const address = ipaddr.fromByteArray([...bytes.subarray(V2_FIXED, V2_FIXED + size)]).toString();
  return { length, client: { address: plainAddress(address), port: bytes.readUInt16BE(V2_FIXED + 2 * size) } };
}
