import { useQuery } from '@tanstack/react-query';
import {
  BookOpen,
  CircleDot,
  Inbox,
  Keyboard,
  MailQuestionMark,
  Moon,
  Paperclip,
  PlugZap,
  Send,
  SendHorizontal,
  Settings,
  SquareTerminal,
  Sun,
} from 'lucide-react';
import { IconButton } from '../../components/Button.js';
import { Icon } from '../../components/Icon.js';
import { Postmark } from '../../components/Postmark.js';
import { url } from '../../lib/base.js';
import { runCommand } from '../../lib/commands.js';
import { link } from '../../lib/link.js';
import { infoQuery } from '../../lib/queries.js';
import { type Route, useRoute } from '../../lib/router.js';
import { useStore } from '../../lib/store.js';
import { isDark, theme } from '../../lib/theme.js';
import { Accounts } from './Accounts.js';
import { Connection } from './Connection.js';
import { Place } from './Place.js';
import { Saved } from './Saved.js';
import style from './Sidebar.module.css';

const mail = (query: string): Partial<Route> => ({ page: 'mail', id: undefined, tab: undefined, inbox: '', query });

/** Where one can go: all mail, unread, the inboxes; sessions and the manual; the state of the connection. */
export function Sidebar() {
  const { data: info } = useQuery(infoQuery);
  const { page, query, inbox } = useRoute();
  useStore(theme);
  const at = (wanted: string): boolean => page === 'mail' && inbox === '' && query === wanted;

  return (
    <div className={style.sidebar}>
      <a {...link(mail(''))} className={style.brand} data-testid="brand">
        <Postmark size={24} className={style.mark} />
        Restante
        {info?.label ? (
          <span className={style.label} data-testid="label" title={info.label}>
            {info.label}
          </span>
        ) : null}
      </a>
      <nav className={style.places} aria-label="Mail">
        <Place
          to={mail('')}
          here={at('')}
          icon={Inbox}
          unseen={info?.store.unseen}
          count={info?.store.messages}
          testId="place-all"
        >
          All mail
        </Place>
        <Place to={mail('is:unread')} here={at('is:unread')} icon={CircleDot} testId="place-unread">
          Unread
        </Place>
        <Place to={mail('has:attachment')} here={at('has:attachment')} icon={Paperclip} testId="place-attachments">
          With attachments
        </Place>
      </nav>
      <Saved />
      <Accounts />
      <div className={style.foot}>
        <nav aria-label="Server">
          <Place
            to={{ page: 'sessions', id: undefined }}
            here={page === 'sessions'}
            icon={SquareTerminal}
            testId="place-sessions"
          >
            Sessions
          </Place>
          <Place
            to={{ page: 'queue', id: undefined }}
            here={page === 'queue'}
            icon={SendHorizontal}
            testId="place-queue"
          >
            Queue
          </Place>
          <Place
            to={{ page: 'why', id: inbox || undefined, tab: undefined }}
            here={page === 'why'}
            icon={MailQuestionMark}
            testId="place-why"
          >
            Why did it not arrive?
          </Place>
          <Place to={{ page: 'setup', id: undefined }} here={page === 'setup'} icon={PlugZap} testId="place-setup">
            How to connect
          </Place>
          <a className={style.docs} href={url('api/docs')} target="_blank" rel="noreferrer" data-testid="place-docs">
            <Icon of={BookOpen} size={15} />
            API
          </a>
        </nav>
        <div className={style.bar}>
          <Connection />
          <IconButton
            icon={Send}
            label="Send a test message"
            hint="c"
            onClick={() => runCommand('compose')}
            data-testid="compose"
          />
          <IconButton
            icon={Settings}
            label="Settings"
            hint=","
            onClick={() => runCommand('settings')}
            data-testid="settings-button"
          />
          <IconButton
            icon={Keyboard}
            label="Keyboard shortcuts"
            hint="?"
            onClick={() => runCommand('help')}
            data-testid="help-button"
          />
          <IconButton
            icon={isDark() ? Sun : Moon}
            label={isDark() ? 'Light colours' : 'Dark colours'}
            onClick={() => runCommand('theme')}
            data-testid="theme"
          />
        </div>
      </div>
    </div>
  );
}
