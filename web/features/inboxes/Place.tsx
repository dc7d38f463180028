import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon.js';
import { formatCount } from '../../lib/format.js';
import { link } from '../../lib/link.js';
import type { Route } from '../../lib/router.js';
import style from './Place.module.css';

interface Props {
  readonly to: Partial<Route>;
  readonly here: boolean;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
  readonly title?: string;
  /** Unread messages, shown when there are any; else `count`. */
  readonly unseen?: number;
  readonly count?: number;
  readonly testId: string;
}

/** One line of the sidebar: a place to go, with its unread count. */
export function Place({ to, here, icon, children, title, unseen = 0, count, testId }: Props) {
  const shown = unseen > 0 ? unseen : count;
  return (
    <a
      {...link(to)}
      className={`${style.place} ${here ? style.here : ''}`}
      aria-current={here ? 'page' : undefined}
      title={title}
      data-testid={testId}
    >
      {icon ? <Icon of={icon} size={15} className={style.icon} /> : null}
      <span className={style.name}>{children}</span>
      {shown !== undefined ? (
        <span className={`${style.count} ${unseen > 0 ? style.unread : ''}`}>
          {formatCount(shown)}
          {unseen > 0 ? <span className="hidden-visually"> unread</span> : null}
        </span>
      ) : null}
    </a>
  );
}
