import { useInfiniteQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button } from '../../components/Button.js';
import { Icon } from '../../components/Icon.js';
import { formatCount } from '../../lib/format.js';
import { accountsQuery } from '../../lib/queries.js';
import { useRoute } from '../../lib/router.js';
import { Place } from './Place.js';
import style from './Sidebar.module.css';

/** Accounts by name with their unread counts, and a box that narrows them down. */
export function Accounts() {
  const [filter, setFilter] = useState('');
  const contains = useDeferredValue(filter.trim());
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(accountsQuery(contains));
  const { page, inbox } = useRoute();
  const accounts = data?.pages.flatMap((part) => part.accounts).filter(({ catchAll }) => !catchAll) ?? [];
  const total = data?.pages[0]?.total ?? 0;

  return (
    <>
      <h2 className={style.group} id="accounts-title">
        <span>Inboxes</span>
        {total > 1 ? <span className="numbers">{formatCount(total - (filter ? 0 : 1))}</span> : null}
      </h2>
      <div className={style.filter}>
        <Icon of={Search} size={14} />
        <input
          type="search"
          placeholder="Filter inboxes"
          aria-label="Filter inboxes"
          data-testid="account-filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            setFilter('');
            event.currentTarget.blur();
          }}
        />
      </div>
      <nav className={style.accounts} aria-labelledby="accounts-title" data-testid="accounts">
        {accounts.map(({ name, unseen, messages }) => (
          <Place
            key={name}
            to={{ page: 'mail', id: undefined, tab: undefined, query: '', inbox: name }}
            here={page === 'mail' && inbox === name}
            title={name}
            unseen={unseen}
            count={messages}
            testId="account"
          >
            {name}
          </Place>
        ))}
        {data && accounts.length === 0 ? (
          <p className={style.empty}>
            {filter ? 'No inbox with that name.' : 'Each address gets one with its first mail.'}
          </p>
        ) : null}
        {hasNextPage ? (
          <Button look="quiet" className={style.more} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        ) : null}
      </nav>
    </>
  );
}
