import { Menu } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../components/Button.js';
import { Toasts } from '../components/Toasts.js';
import { Sidebar } from '../features/inboxes/Sidebar.js';
import { MessageList } from '../features/list/MessageList.js';
import { Resizer } from '../features/list/Resizer.js';
import { useActions } from '../features/message/useActions.js';
import { SearchBox } from '../features/search/SearchBox.js';
import { liveStatus } from '../lib/live.js';
import { MEDIUM, useMedia, WIDE } from '../lib/media.js';
import { useRoute } from '../lib/router.js';
import { useStore } from '../lib/store.js';
import style from './App.module.css';
import { Dialogs } from './Dialogs.js';
import { drawer } from './drawer.js';
import { MainPane } from './MainPane.js';
import { LazyQueue, LazySessions, LazySetup } from './parts.js';
import { RelayBanner } from './RelayBanner.js';
import { useLive } from './useLive.js';
import { useNavigation } from './useNavigation.js';
import { useTitle } from './useTitle.js';

/** The panes: inboxes, list, message. The list stays there while something else is shown, so it keeps its place. */
export function App() {
  const route = useRoute();
  const wide = useMedia(WIDE);
  const medium = useMedia(MEDIUM);
  const open = useStore(drawer) && !wide;
  const lost = useStore(liveStatus) === 'offline';
  const side = useRef<HTMLElement>(null);
  useLive();
  useTitle();
  useNavigation();
  useActions();

  // A drawer that was asked for takes the focus.
  useEffect(() => {
    if (open) side.current?.querySelector<HTMLElement>('a, input')?.focus();
  }, [open]);

  const reading = route.id !== undefined || route.page === 'setup' || route.page === 'why';
  return (
    <div className={`${style.app} ${reading ? style.reading : ''} ${open ? style.drawer : ''}`} data-testid="app">
      <aside ref={side} className={style.sidebar} aria-label="Inboxes" data-testid="sidebar">
        <Sidebar />
      </aside>
      <button
        type="button"
        className={style.veil}
        aria-label="Close the inboxes"
        tabIndex={-1}
        onClick={() => drawer.set(false)}
      />
      <div className={style.middle}>
        <div className={style.search}>
          <span className={style.menu}>
            <IconButton
              icon={Menu}
              label="Inboxes"
              hint="g i"
              aria-expanded={open}
              onClick={() => drawer.set(!open)}
              data-testid="menu"
            />
          </span>
          <SearchBox />
        </div>
        {lost ? (
          <p className={style.lost} role="alert" data-testid="lost">
            Connection lost. Trying again…
          </p>
        ) : null}
        <RelayBanner />
        <div className={style.slot} hidden={route.page === 'sessions' || route.page === 'queue'}>
          <MessageList empty={medium ? null : <LazySetup />} />
        </div>
        {route.page === 'sessions' ? <LazySessions /> : null}
        {route.page === 'queue' ? <LazyQueue /> : null}
      </div>
      <Resizer />
      <main className={style.main} aria-label="Message">
        <MainPane back={!medium} />
      </main>
      <Dialogs />
      <Toasts />
    </div>
  );
}
