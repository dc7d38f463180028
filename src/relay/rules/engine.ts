import type { RelayRule, RelaySettings } from '../../settings/relay.js';
import type { MessageRow } from '../../store/store.js';
import type { Wanted } from '../release/items.js';
import { type Gate, Patterns } from './patterns.js';
import type { Rates } from './rate.js';
import { rewritten } from './rewrite.js';

/** What a rule lets out of one message. */
export interface Dispatch {
  readonly rule: RelayRule;
  readonly wanted: readonly Wanted[];
}

/** What was decided about one recipient, or one address of a copy. */
export interface Decision {
  readonly recipient: string;
  /** Null when no rule was for it. */
  readonly rule: string | null;
  /** Whom it is sent to; null when it is kept here only. */
  readonly to: string | null;
  readonly via: string | null;
  /** Why it is kept, in words; null when it is sent. */
  readonly reason: string | null;
}

export interface Decided {
  readonly dispatches: readonly Dispatch[];
  readonly decisions: readonly Decision[];
}

export interface EngineParts {
  readonly settings: RelaySettings;
  readonly gate: Gate;
  /** Why mail for an address is kept whatever rules say; null when rules decide. */
  readonly local: (address: string) => string | null;
  /** Whether a message matches a search. */
  readonly matches: (message: MessageRow, query: string) => Promise<boolean>;
  /** Null: nothing is counted, as when it is only asked what would be. */
  readonly rates: Rates | null;
}

interface Compiled {
  readonly rule: RelayRule;
  readonly to: Patterns;
  readonly from: Patterns | null;
}

/** Holds rules against messages. For each recipient the first rule that fits decides; a copy decides nothing. */
export class RuleEngine {
  readonly #rules: readonly Compiled[];

  constructor(private readonly parts: EngineParts) {
    this.#rules = parts.settings.rules
      .filter(({ enabled }) => enabled)
      .map((rule) => ({ rule, to: new Patterns(rule.to), from: rule.from ? new Patterns(rule.from) : null }));
  }

  /** There is nothing to hold a message against. */
  get idle(): boolean {
    return !this.parts.settings.enabled || this.#rules.length === 0;
  }

  async decide(message: MessageRow): Promise<Decided> {
    const { local, settings } = this.parts;
    const dispatches: Dispatch[] = [];
    const decisions: Decision[] = [];
    const kept = (recipient: string, rule: string | null, reason: string) =>
      decisions.push({ recipient, rule, to: null, via: null, reason });
    const all = message.envelope.forwardPaths.map(({ address }) => address);
    let remaining: string[] = [];
    for (const address of all) {
      const by = local(address);
      if (by === null) remaining.push(address);
      else kept(address, null, `Kept here: ${by}.`);
    }
    for (const compiled of this.#rules) {
      const { rule, to } = compiled;
      const fitting = (rule.action === 'copy' ? all : remaining).filter((address) => to.has(address));
      if (fitting.length === 0 || !(await this.#applies(compiled, message))) continue;
      if (rule.action === 'copy') {
        const wanted = (rule.copyTo ?? []).map((address) => ({ address, original: null }));
        this.#dispatch(rule, wanted, dispatches, decisions);
        continue;
      }
      remaining = remaining.filter((address) => !fitting.includes(address));
      if (rule.action === 'hold')
        for (const address of fitting) kept(address, rule.name, 'Kept here: the rule says hold.');
      else {
        const wanted = fitting.map((original) => {
          const address = rewritten(original, rule);
          return { address, original: address === original ? original : null, recipient: original };
        });
        this.#dispatch(rule, wanted, dispatches, decisions);
      }
    }
    const reason = settings.enabled ? 'Kept here: no rule lets it out.' : 'Kept here: sending is off (relay.enabled).';
    for (const address of remaining) kept(address, null, reason);
    return { dispatches, decisions };
  }

  #dispatch(
    rule: RelayRule,
    wanted: readonly (Wanted & { readonly recipient?: string })[],
    dispatches: Dispatch[],
    decisions: Decision[],
  ): void {
    const { gate, local, rates } = this.parts;
    const allowed: Wanted[] = [];
    for (const { address, original, recipient = address } of wanted) {
      const by = rule.action === 'copy' ? null : local(address);
      const refusal = gate.refusal(address, true) ?? (by === null ? null : `${address} is kept here: ${by}`);
      if (refusal === null) allowed.push({ address, original });
      const reason = refusal === null ? null : `Kept here: ${refusal}.`;
      const sent = refusal === null;
      decisions.push({ recipient, rule: rule.name, to: sent ? address : null, via: sent ? rule.via : null, reason });
    }
    const may = rates?.take(rule.name, allowed.length, rule.limit, Date.now()) ?? allowed.length;
    for (const { address } of allowed.slice(may)) {
      const at = decisions.findIndex(({ to, rule: name }) => to === address && name === rule.name);
      const before = decisions[at];
      if (before)
        decisions[at] = { ...before, to: null, via: null, reason: 'Kept here: the limit of the rule is used up.' };
    }
    if (may > 0) dispatches.push({ rule, wanted: allowed.slice(0, may) });
  }

  async #applies({ rule, from }: Compiled, message: MessageRow): Promise<boolean> {
    const { reversePath } = message.envelope;
    const senders = [reversePath.address, ...message.summary.from.map(({ address }) => address)];
    if (from && !senders.some((address) => from.has(address))) return false;
    return rule.query === undefined || this.parts.matches(message, rule.query);
  }
}
