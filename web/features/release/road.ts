import type { RoutesJson } from '../../lib/types.js';

/** Where mail for a recipient would go, in a few words. */
export function roadOf({ releasable, route }: RoutesJson['recipients'][number]): string {
  if (!releasable) return 'not on the allow-list';
  if (route === null) return '';
  if (route.kind === 'mx') {
    const [first] = route.hosts;
    return first ? `to ${first.name}${route.implicit ? '' : ` (${first.preference})`}` : '';
  }
  if (route.kind === 'smarthost') return `to ${route.host}`;
  return route.kind === 'local' ? route.by : route.reason;
}
