import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.js';
import { formatClock, formatFull } from '../../lib/format.js';
import { link } from '../../lib/link.js';
import { sessionsQuery } from '../../lib/queries.js';
import { useRoute } from '../../lib/router.js';
import { briefly, OUTCOMES, outcomeOf } from './outcome.js';
import style from './Sessions.module.css';

/** Sessions with the server, newest first, those that brought nothing too. */
export default function SessionList() {
  const [outcome, setOutcome] = useState('');
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(sessionsQuery(outcome));
  const { id } = useRoute();
  const sessions = data?.pages.flatMap((page) => page.sessions) ?? [];
  return (
    <section className={style.list} aria-label="Sessions" data-testid="sessions">
      <div className={style.bar}>
        <h1>Sessions</h1>
        <select aria-label="Outcome" value={outcome} onChange={(event) => setOutcome(event.target.value)}>
          {OUTCOMES.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </div>
      <div className={style.scroll}>
        {data && sessions.length === 0 ? <p className={style.empty}>No session yet.</p> : null}
        <ul>
          {sessions.map((session) => (
            <li key={session.id}>
              <a
                {...link({ page: 'sessions', id: session.id })}
                className={`${style.session} ${session.id === id ? style.open : ''}`}
                aria-current={session.id === id ? 'true' : undefined}
                data-testid="session"
              >
                <span>{session.client}</span>
                <time className={style.faint} dateTime={session.startedAt} title={formatFull(session.startedAt)}>
                  {formatClock(session.startedAt)}
                </time>
                <span className={style.faint}>{briefly(session)}</span>
                <span className={session.outcome === 'failed' ? style.failed : style.faint}>{outcomeOf(session)}</span>
              </a>
            </li>
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
