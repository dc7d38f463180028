import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.js';
import { formatClock, formatFull } from '../../lib/format.js';
import { link } from '../../lib/link.js';
import { queueQuery, relayQuery } from '../../lib/queries.js';
import { useRoute } from '../../lib/router.js';
import type { QueueItemJson } from '../../lib/types.js';
import style from './Queue.module.css';
import { isBad, stateOf } from './states.js';

/** Mail on its way out, newest first, and what became of it. */
export default function QueueList() {
  const [open, setOpen] = useState(false);
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(queueQuery(open));
  const { data: relay } = useQuery(relayQuery);
  const { id } = useRoute();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={style.list} aria-label="Queue" data-testid="queue">
      <div className={style.bar}>
        <h1>Queue</h1>
        <select
          aria-label="Which"
          value={open ? 'open' : 'all'}
          onChange={(event) => setOpen(event.target.value === 'open')}
        >
          <option value="all">All</option>
          <option value="open">Not done</option>
        </select>
      </div>
      <div className={style.scroll}>
        {relay && !relay.on ? (
          <p className={style.note}>Sending is off: nothing leaves this server, and what waits here goes on waiting.</p>
        ) : null}
        {relay?.resting.map(({ destination, until }) => (
          <p key={destination} className={style.note} data-testid="resting">
            {destination} cannot be reached; it is tried again at {formatClock(until)}.
          </p>
        ))}
        {data && items.length === 0 ? <p className={style.note}>Nothing has been sent out.</p> : null}
        <ul>
          {items.map((item) => (
            <Item key={item.id} item={item} here={item.id === id} />
          ))}
        </ul>
        {hasNextPage ? (
          <Button look="quiet" onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function Item({ item, here }: { item: QueueItemJson; here: boolean }) {
  const { state, text } = stateOf(item);
  const [first] = item.recipients;
  const decisive = item.recipients.find((recipient) => recipient.state === state);
  return (
    <li>
      <a
        {...link({ page: 'queue', id: item.id })}
        className={`${style.item} ${here ? style.open : ''}`}
        aria-current={here ? 'true' : undefined}
        data-testid="queue-item"
      >
        <span>
          {first?.address}
          {item.recipients.length > 1 ? ` and ${item.recipients.length - 1} more` : ''}
        </span>
        <time className={style.faint} dateTime={item.createdAt} title={formatFull(item.createdAt)}>
          {formatClock(item.createdAt)}
        </time>
        <span className={style.faint}>{decisive?.reply || item.destination}</span>
        <span className={isBad(state) ? style.bad : style.faint} data-testid="queue-state">
          {text}
        </span>
      </a>
    </li>
  );
}
