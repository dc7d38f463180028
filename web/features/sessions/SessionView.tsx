import { useQuery } from '@tanstack/react-query';
import { LedgerHead } from '../../components/Ledger.js';
import { Note } from '../../components/Note.js';
import { Transcript } from '../../components/Transcript.js';
import { formatFull } from '../../lib/format.js';
import { link } from '../../lib/link.js';
import { sessionQuery } from '../../lib/queries.js';
import { outcomeOf } from './outcome.js';
import style from './Sessions.module.css';

/** One session: who, when, what became of it, and every line of it. */
export default function SessionView({ id }: { id: string | undefined }) {
  if (!id) {
    return (
      <Note title="What was said on the wire">
        <p>Choose a session to read its dialogue, line by line with times. Those that failed are here too.</p>
      </Note>
    );
  }
  return <Session id={id} />;
}

function Session({ id }: { id: string }) {
  const { data: session, error } = useQuery(sessionQuery(id));
  if (error && !session) return <Note title="This session is no longer known" />;
  if (!session) return null;
  return (
    <article data-testid="session-view">
      <LedgerHead title={`${session.protocol.toUpperCase()} from ${session.client}`}>
        <span>{formatFull(session.startedAt)}</span>
        <span className={session.outcome === 'failed' ? style.failed : undefined}>{outcomeOf(session)}</span>
        {session.tls ? <span>{session.tls}</span> : <span>Not encrypted</span>}
        {session.user ? <span>User {session.user}</span> : null}
        {session.messages.slice(-5).map((message, index) => (
          <a key={message} {...link({ page: 'mail', id: message, tab: undefined, query: '', inbox: '' })}>
            Message {index + 1}
          </a>
        ))}
      </LedgerHead>
      <div className={style.body}>
        <Transcript lines={session.transcript} />
      </div>
    </article>
  );
}
