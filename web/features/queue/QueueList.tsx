import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ledger, LedgerNote, LedgerRow } from '../../components/Ledger.js';
import { formatClock } from '../../lib/format.js';
import { link } from '../../lib/link.js';
import { queueQuery, relayQuery } from '../../lib/queries.js';
import { useRoute } from '../../lib/router.js';
import type { QueueItemJson } from '../../lib/types.js';
import { isBad, stateOf } from './states.js';

const FILTER = {
  label: 'Which',
  choices: [
    ['all', 'All'],
    ['open', 'Not done'],
  ],
} as const;

/** Mail on its way out, newest first, and what became of it. */
export default function QueueList() {
  const [open, setOpen] = useState(false);
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(queueQuery(open));
  const { data: relay } = useQuery(relayQuery);
  const { id } = useRoute();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const notes = (
    <>
      {relay && !relay.on ? (
        <LedgerNote>Sending is off: nothing leaves this server, and what waits here goes on waiting.</LedgerNote>
      ) : null}
      {relay?.resting.map(({ destination, until }) => (
        <LedgerNote key={destination} testId="resting">
          {destination} cannot be reached; it is tried again at {formatClock(until)}.
        </LedgerNote>
      ))}
      {data && items.length === 0 ? <LedgerNote>Nothing has been sent out.</LedgerNote> : null}
    </>
  );
  return (
    <Ledger
      title="Queue"
      testId="queue"
      filter={FILTER}
      chosen={open ? 'open' : 'all'}
      onChoose={(value) => setOpen(value === 'open')}
      notes={notes}
      more={hasNextPage ? fetchNextPage : undefined}
    >
      {items.map((item) => (
        <Item key={item.id} item={item} here={item.id === id} />
      ))}
    </Ledger>
  );
}

function Item({ item, here }: { item: QueueItemJson; here: boolean }) {
  const { state, text } = stateOf(item);
  const [first] = item.recipients;
  const decisive = item.recipients.find((recipient) => recipient.state === state);
  const others = item.recipients.length > 1 ? ` and ${item.recipients.length - 1} more` : '';
  return (
    <LedgerRow
      to={link({ page: 'queue', id: item.id })}
      open={here}
      testId="queue-item"
      who={`${first?.address}${others}`}
      at={item.createdAt}
      what={decisive?.reply || item.destination}
      outcome={text}
      bad={isBad(state)}
      outcomeTestId="queue-state"
    />
  );
}
