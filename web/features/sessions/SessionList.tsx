import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ledger, LedgerNote, LedgerRow } from '../../components/Ledger.js';
import { link } from '../../lib/link.js';
import { sessionsQuery } from '../../lib/queries.js';
import { useRoute } from '../../lib/router.js';
import { briefly, OUTCOMES, outcomeOf } from './outcome.js';

const FILTER = { label: 'Outcome', choices: OUTCOMES };

/** Sessions with the server, newest first, those that brought nothing too. */
export default function SessionList() {
  const [outcome, setOutcome] = useState('');
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(sessionsQuery(outcome));
  const { id } = useRoute();
  const sessions = data?.pages.flatMap((page) => page.sessions) ?? [];
  return (
    <Ledger
      title="Sessions"
      testId="sessions"
      filter={FILTER}
      chosen={outcome}
      onChoose={setOutcome}
      notes={data && sessions.length === 0 ? <LedgerNote>No session yet.</LedgerNote> : null}
      more={hasNextPage ? fetchNextPage : undefined}
    >
      {sessions.map((session) => (
        <LedgerRow
          key={session.id}
          to={link({ page: 'sessions', id: session.id })}
          open={session.id === id}
          testId="session"
          who={session.client}
          at={session.startedAt}
          what={briefly(session)}
          outcome={outcomeOf(session)}
          bad={session.outcome === 'failed'}
        />
      ))}
    </Ledger>
  );
}
