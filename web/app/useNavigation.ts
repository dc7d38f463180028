import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { useCommand } from '../lib/commands.js';
import { getRoute, navigate, useRoute } from '../lib/router.js';
import { toggleTheme } from '../lib/theme.js';
import { holdKeys } from '../lib/typed-ahead.js';
import { drawer } from './drawer.js';

/** Commands that go somewhere, whatever is shown. */
export function useNavigation(): void {
  const route = useRoute();
  const { page, id, query, inbox } = route;

  // Wherever one went, the inboxes no longer lie over it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is the reason to run
  useEffect(() => drawer.set(false), [page, id, query, inbox]);

  const toMail = (wanted: string) => () =>
    navigate({ page: 'mail', id: undefined, tab: undefined, query: wanted, inbox: '' });
  useCommand('all', toMail(''));
  useCommand('unread', toMail('is:unread'));
  useCommand('sessions', () => navigate({ page: 'sessions', id: undefined, tab: undefined }));
  useCommand('queue', () => navigate({ page: 'queue', id: undefined, tab: undefined }));
  useCommand('why', () => {
    const asked = inbox || undefined;
    // Its field takes what is typed, once it is there.
    if (asked === undefined && (page !== 'why' || id)) holdKeys(back);
    navigate({ page: 'why', id: asked, tab: undefined });
  });
  useCommand('setup', () => navigate({ page: 'setup', id: undefined, tab: undefined }));
  useCommand('theme', toggleTheme);
  useCommand('inboxes', () => {
    // At once, also where it has to be laid over the list first: the next key may come before the next frame.
    flushSync(() => drawer.set(true));
    document.querySelector<HTMLElement>('[data-testid=account-filter]')?.focus();
  });
  useCommand('back', back);
}

/** One step out: the drawer, the open message, the page beside mail, the search. */
function back(): void {
  const { page, id, query, inbox } = getRoute();
  if (drawer.get()) drawer.set(false);
  else if (page === 'why') navigate({ page: 'mail', id: undefined, tab: undefined });
  else if (id) navigate({ id: undefined, tab: undefined });
  else if (page !== 'mail') navigate({ page: 'mail' });
  else if (query) navigate({ query: '' });
  else if (inbox) navigate({ inbox: '' });
}
