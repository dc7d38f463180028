import { lazy, Suspense, useEffect, useState } from 'react';
import { tokenWanted } from '../lib/api.js';
import { useCommand } from '../lib/commands.js';
import { begun, parseMailto } from '../lib/mailto.js';
import { useRoute } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import { dropKeys, holdKeys } from '../lib/typed-ahead.js';
import { cursorId, visibleRows } from '../lib/visible.js';

const LoginDialog = lazy(() => import('../features/login/LoginDialog.js'));
const DIALOGS = {
  help: lazy(() => import('../features/help/HelpDialog.js')),
  palette: lazy(() => import('../features/palette/Palette.js')),
  compose: lazy(() => import('../features/send/SendDialog.js')),
  clear: lazy(() => import('../features/clear/ClearDialog.js')),
  settings: lazy(() => import('../features/settings/SettingsDialog.js')),
  release: lazy(() => import('../features/release/ReleaseDialog.js')),
} as const;

/** The dialogs, loaded when they are first asked for; one at a time. */
export function Dialogs() {
  const [open, setOpen] = useState<keyof typeof DIALOGS>();
  const wanted = useStore(tokenWanted);
  const some = useStore(visibleRows).length > 0;
  const { page, id } = useRoute();
  const cursor = useStore(cursorId);
  // The open message, or the one that the keyboard stands on.
  const target = page === 'mail' ? (id ?? cursor) : undefined;
  const show = (id: keyof typeof DIALOGS) => () => {
    holdKeys(() => setOpen(undefined));
    setOpen(id);
  };
  useEffect(() => {
    if (!open) dropKeys();
  }, [open]);
  useCommand('help', show('help'));
  useCommand('palette', open === 'palette' ? () => setOpen(undefined) : show('palette'));
  useCommand('compose', show('compose'));
  useCommand('settings', show('settings'));
  // Opened as the program for `mailto:` links: `…/?mailto=mailto%3Aann@example.org`.
  useEffect(() => {
    const wanted = parseMailto(new URLSearchParams(location.search).get('mailto') ?? '');
    if (!wanted) return;
    begun.set(wanted);
    setOpen('compose');
  }, []);
  useCommand('clear', some ? show('clear') : undefined);
  useCommand('release', target === undefined ? undefined : show('release'));

  const Shown = open && DIALOGS[open];
  return (
    <Suspense>
      {wanted ? <LoginDialog /> : null}
      {Shown && !wanted ? <Shown onClose={() => setOpen(undefined)} /> : null}
    </Suspense>
  );
}
