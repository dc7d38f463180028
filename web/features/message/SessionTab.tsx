import { useQuery } from '@tanstack/react-query';
import { Transcript } from '../../components/Transcript.js';
import { link } from '../../lib/link.js';
import { transcriptQuery } from '../../lib/queries.js';
import type { MessageJson } from '../../lib/types.js';
import style from './Panels.module.css';

const VIA = {
  smtp: 'by SMTP',
  http: 'by the REST API',
  imap: 'by IMAP APPEND',
  import: 'by import',
  relay: 'as a report of this server',
} as const;

/** How the message came in: the circumstances, and the dialogue up to its last byte. */
export default function SessionTab({ message }: { message: MessageJson }) {
  const { data } = useQuery(transcriptQuery(message.id));
  const { envelope } = message;
  return (
    <>
      <div className={style.bar}>
        <span data-testid="session-facts">
          Came {VIA[envelope.via]} from {envelope.client.address}
          {envelope.helo ? `, which calls itself ${envelope.helo}` : ''}
          {envelope.user ? `, as user ${envelope.user}` : ''},{' '}
          {envelope.tls ? `over ${envelope.tls.version} (${envelope.tls.cipher})` : 'not encrypted'}.
        </span>
        {message.session ? (
          <a {...link({ page: 'sessions', id: message.session, tab: undefined })}>Whole session</a>
        ) : null}
      </div>
      <div className={style.session}>
        {data && data.lines.length === 0 ? <p className={style.faint}>There was no dialogue.</p> : null}
        {data ? <Transcript lines={data.lines} /> : null}
      </div>
    </>
  );
}
