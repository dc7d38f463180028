import { useQuery } from '@tanstack/react-query';
import { CheckCheck, Trash2 } from 'lucide-react';
import { IconButton } from '../../components/Button.js';
import { runCommand, useCommand } from '../../lib/commands.js';
import { formatCount } from '../../lib/format.js';
import { infoQuery } from '../../lib/queries.js';
import { useRoute } from '../../lib/router.js';
import { markAllSeen } from '../../lib/seen.js';
import style from './List.module.css';
import type { useList } from './useList.js';

/** Name and size of the list, and what can be done with all of it. */
export function ListBar({ list }: { list: ReturnType<typeof useList> }) {
  const { query, inbox } = useRoute();
  const { data: info } = useQuery(infoQuery);
  const { rows, held, more, total, hidden } = list;
  const upTo = rows[0]?.cursor;
  useCommand('read-all', upTo ? () => void markAllSeen({ query, inbox }, upTo) : undefined);

  const loaded = rows.length + held;
  const stored = query || inbox ? total : (info?.store.messages ?? total);
  const count = more ? (stored === null ? undefined : stored - hidden) : loaded;
  return (
    <div className={style.bar}>
      <h1 className={style.name} title={inbox || undefined}>
        {query ? 'Search' : inbox || 'All mail'}
      </h1>
      <span className={style.count} data-testid="count" data-count={count ?? loaded}>
        {count === undefined ? `${formatCount(loaded)}+` : formatCount(Math.max(count, loaded))}
      </span>
      <IconButton
        icon={CheckCheck}
        label="Mark all as read"
        disabled={!upTo}
        onClick={() => runCommand('read-all')}
        data-testid="read-all"
      />
      <IconButton
        icon={Trash2}
        label={query || inbox ? 'Delete all in this list' : 'Delete all mail'}
        disabled={!upTo}
        onClick={() => runCommand('clear')}
        data-testid="clear"
      />
    </div>
  );
}
