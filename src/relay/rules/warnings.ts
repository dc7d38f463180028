import type { RelayRule, RelaySettings } from '../../settings/relay.js';
import type { LocalDomains } from '../route/domain.js';
import { Gate, Patterns } from './patterns.js';
import { rewritten } from './rewrite.js';

/**
 * What in the settings is there and cannot work, one sentence each: rules that can never fire, above all. Said at each
 * start and after each change, since a rule that does nothing is noticed only when mail is missing.
 */
export function warningsOf(settings: RelaySettings, local: LocalDomains): string[] {
  const { enabled, rules, allow, relays } = settings;
  const warnings: string[] = [];
  if (!enabled) {
    if (rules.length > 0)
      warnings.push(`Sending is off (relay.enabled), so none of the ${rules.length} relay rules fires.`);
    return warnings;
  }
  if (allow.length === 0) warnings.push('relay.allow is empty, so nobody can be sent to.');
  const gate = new Gate(settings);
  const active = rules.filter((rule) => rule.enabled);
  if (active.length > 0 && gate.automatic.size === 0) {
    warnings.push('relay.allow names no address but *, which is no allow-list for rules: none of them fires.');
    return warnings;
  }
  for (const [at, rule] of active.entries()) {
    const why = neverFires(rule, active.slice(0, at), gate, local);
    if (why !== null) warnings.push(`The relay rule ${JSON.stringify(rule.name)} can never fire: ${why}.`);
  }
  for (const { name, tls, auth } of relays) {
    if (tls === 'none' && auth)
      warnings.push(`The relay ${JSON.stringify(name)} gets its password in clear (tls: none).`);
  }
  return warnings;
}

function neverFires(rule: RelayRule, before: readonly RelayRule[], gate: Gate, local: LocalDomains): string | null {
  const to = new Patterns(rule.to);
  const winner = before.find((other) => isPlain(other) && new Patterns(other.to).covers(to));
  if (winner && rule.action !== 'copy')
    return `${JSON.stringify(winner.name)} stands before it and takes all of its mail`;
  if (rule.action === 'copy') {
    const targets = new Patterns(rule.copyTo ?? []);
    return gate.automatic.meets(targets) ? null : 'nobody in copyTo is on the allow-list (relay.allow)';
  }
  if (local.everything) return 'every domain is local (--local-domains)';
  const isLocal = (pattern: string) => {
    const domain = pattern.slice(pattern.lastIndexOf('@') + 1);
    return pattern.includes('@') && !domain.includes('*') && local.has(domain);
  };
  if (rule.to.every(isLocal)) return 'the domains of all its recipients are local (--local-domains)';
  if (rule.action === 'hold') return null;
  const targets = new Patterns(rule.to.map((pattern) => targetPattern(pattern, rule)));
  return gate.automatic.meets(targets) ? null : 'nobody it sends to is on the allow-list (relay.allow)';
}

/** Takes every mail that its recipients are for. */
const isPlain = ({ action, from, query }: RelayRule): boolean => action !== 'copy' && !from && query === undefined;

/** What a rule makes of an address that fits a pattern, as a pattern. */
function targetPattern(pattern: string, rule: RelayRule): string {
  if (rule.rewriteTo !== undefined) return rule.rewriteTo.replace(/\{\w+\}/g, '*');
  return rewritten(pattern.includes('@') ? pattern : '*@*', rule);
}
