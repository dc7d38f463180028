import type { RelayRule } from '../../settings/relay.js';

/** The address that a rule sends to in the place of a recipient. */
export function rewritten(
  address: string,
  { rewriteTo, rewriteDomain }: Pick<RelayRule, 'rewriteTo' | 'rewriteDomain'>,
): string {
  const at = address.lastIndexOf('@');
  const local = at < 0 ? address : address.slice(0, at);
  const domain = at < 0 ? '' : address.slice(at + 1);
  if (rewriteDomain !== undefined) return `${local}@${rewriteDomain}`;
  if (rewriteTo === undefined) return address;
  const parts: Record<string, string> = { local, domain, original: at < 0 ? local : `${local}=${domain}` };
  // What stood in quotes cannot stand in the middle of a local part.
  return rewriteTo.replace(/\{(local|domain|original)\}/g, (_, name: string) =>
    (parts[name] ?? '').replace(/[\s"\\()<>[\]:;,@\p{Cc}]/gu, '_'),
  );
}
