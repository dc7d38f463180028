import type { Routed } from '../../relay/events.js';
import { RECIPIENT_STEPS } from '../limits.js';
import { hostOf, recordsOf, routeWords } from './relay.js';
import { type Step, step } from './step.js';
import { count } from './words.js';

/** What would become of one recipient of a message, without anything being sent. */
export interface Prospect {
  readonly recipient: string;
  /** Only a person can let it out. */
  readonly local: boolean;
  /** Whom it is sent to by a rule; null when it is kept here. */
  readonly to: string | null;
  /** Why it is kept; null when it is sent. */
  readonly reason: string | null;
  /** Where it goes, or would go if it might leave; null when it is local, or nobody may ask the DNS. */
  readonly routed: Routed | null;
}

/** Whether each recipient is local, and where its mail would go if it might leave. */
export function prospectSteps(at: number, prospects: readonly Prospect[]): Step[] {
  const [first] = prospects;
  if (!first) return [];
  const silent = prospects.every(
    ({ routed, local, to, reason }) => (!routed || local) && to === null && reason === first.reason,
  );
  if (silent) {
    const title = prospects.length > 1 ? 'It stays here, for all its recipients' : 'It stays here';
    return [step({ at, kind: 'route', state: 'ok', title, text: first.reason })];
  }
  const steps = prospects.slice(0, RECIPIENT_STEPS).map((prospect) => prospectStep(at, prospect));
  if (prospects.length > RECIPIENT_STEPS) {
    const title = `Where mail for ${count(prospects.length - RECIPIENT_STEPS, 'more recipient')} would go is not told here`;
    steps.push(step({ at, kind: 'route', title }));
  }
  return steps;
}

function prospectStep(at: number, { recipient, local, to, reason, routed }: Prospect): Step {
  const facts = recordsOf(routed?.lookups ?? []);
  if (!routed || local)
    return step({ at, kind: 'route', state: 'ok', title: `Mail for ${recipient} stays here`, text: reason });
  const { route } = routed;
  const would = to === null ? 'would go' : 'goes';
  const named = to === null || to === recipient ? recipient : `${recipient}, sent on to ${to},`;
  if (route.kind === 'mx') {
    const text = [reason, routeWords(route).text].filter(Boolean).join(' ');
    return step({ at, kind: 'route', title: `Mail for ${named} ${would} to ${hostOf(route)}`, text, facts });
  }
  if (route.kind === 'smarthost') {
    const title = `Mail for ${named} ${would} to the relay ${route.relay} (${route.host}:${route.port})`;
    return step({ at, kind: 'route', title, text: reason, facts });
  }
  if (route.kind === 'failed') {
    const title = `Mail for ${named} ${to === null ? 'could go nowhere' : 'can go nowhere'}`;
    const text = [route.reason, reason].filter(Boolean).join(' ');
    return step({ at, kind: 'route', state: 'warn', title, text, facts });
  }
  return step({ at, kind: 'route', state: 'ok', title: `Mail for ${recipient} stays here`, text: reason, facts });
}
