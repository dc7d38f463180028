import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** A domain name, in Unicode or A-labels. */
export const isDomain = (text: string): boolean =>
  /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}_])?\.)*[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}_])?$/u.test(
    text,
  ) &&
  domainToASCII(text) !== '' &&
  !/(?:^|\.)\d+$/.test(text);

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`. */
export function isServer(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const port = Number(match?.[3] ?? 53);
  return isIP(match?.[1] ?? match?.[2] ?? '') !== 0 && port > 0 && port < 65_536;
}
