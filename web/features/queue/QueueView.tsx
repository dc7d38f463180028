import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Ban, RotateCw } from 'lucide-react';
import { Button } from '../../components/Button.js';
import { LedgerHead } from '../../components/Ledger.js';
import ledger from '../../components/Ledger.module.css';
import { Note } from '../../components/Note.js';
import { explain, sendJson } from '../../lib/api.js';
import { formatFull } from '../../lib/format.js';
import { link } from '../../lib/link.js';
import { queueItemQuery } from '../../lib/queries.js';
import { showToast } from '../../lib/toasts.js';
import type { QueueItemJson } from '../../lib/types.js';
import style from './Queue.module.css';
import { isBad, type State, stateOf, WORDS } from './states.js';

/** One item of the queue: what each server said, and what a person may do about it. */
export default function QueueView({ id }: { id: string | undefined }) {
  if (!id) {
    return (
      <Note title="Mail on its way out">
        <p>What was released, or let out by a rule, is here with what the receiving servers said.</p>
      </Note>
    );
  }
  return <Item id={id} />;
}

function Item({ id }: { id: string }) {
  const { data: item, error } = useQuery(queueItemQuery(id));
  if (error && !item) return <Note title="This is no longer known" />;
  if (!item) return null;
  const { state, text } = stateOf(item);
  return (
    <article data-testid="queue-view">
      <LedgerHead
        title={`To ${item.destination.startsWith('relay:') ? `the relay ${item.destination.slice(6)}` : item.destination}`}
      >
        <span className={isBad(state) ? ledger.bad : undefined} data-testid="queue-view-state">
          {text}
        </span>
        <span>
          {item.by === 'release' ? 'Released by hand' : `Let out by ${item.by.replace(/^rule:/, 'the rule ')}`}
        </span>
        <span>{formatFull(item.createdAt)}</span>
        <a {...link({ page: 'mail', id: item.messageId, tab: undefined, query: '', inbox: '' })}>The message</a>
        <Actions item={item} />
      </LedgerHead>
      <div className={style.body}>
        {state === 'uncertain' ? (
          <p className={style.warn}>
            The server stopped while it waited for the last answer, so it is not known whether the mail arrived. It is
            not sent again unless you say so.
          </p>
        ) : null}
        <dl className={style.facts}>
          <dt>Envelope from</dt>
          <dd>{item.reversePath || '<>'}</dd>
          <dt>Attempts</dt>
          <dd>{item.attempts}</dd>
          {item.nextAttempt ? (
            <>
              <dt>Next attempt</dt>
              <dd>{formatFull(item.nextAttempt)}</dd>
              <dt>Given up at</dt>
              <dd>{formatFull(item.expiresAt)}</dd>
            </>
          ) : null}
        </dl>
        <ul className={style.recipients}>
          {item.recipients.map((recipient) => (
            <li key={recipient.address} data-testid="queue-recipient">
              <span className={style.address}>{recipient.address}</span>
              <span className={isBad(recipient.state) ? ledger.bad : ledger.faint}>{WORDS[recipient.state]}</span>
              {recipient.reply ? (
                <code>
                  {recipient.host ? `${recipient.host}: ` : ''}
                  {recipient.reply}
                </code>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    </article>
  );
}

function Actions({ item }: { item: QueueItemJson }) {
  const client = useQueryClient();
  const has = (...states: State[]) => item.recipients.some(({ state }) => states.includes(state));
  async function act(action: 'retry' | 'cancel', body: object): Promise<void> {
    try {
      await sendJson('POST', `api/queue/${item.id}/${action}`, body);
    } catch (error) {
      showToast({ id: 'queue', text: explain(error) }, 4000);
    }
    await client.invalidateQueries({ queryKey: ['queue-item', item.id] });
    await client.invalidateQueries({ queryKey: ['queue'] });
  }
  const again: State[] = ['failed', 'expired', 'cancelled', 'uncertain'];
  return (
    <span className={style.actions}>
      {has('waiting', ...again) ? (
        <Button
          icon={RotateCw}
          disabled={item.active}
          onClick={() => void act('retry', has('waiting') ? {} : { states: again })}
          data-testid="queue-retry"
        >
          {has('waiting') ? 'Try now' : 'Send again'}
        </Button>
      ) : null}
      {has('waiting') ? (
        <Button icon={Ban} disabled={item.active} onClick={() => void act('cancel', {})} data-testid="queue-cancel">
          Stop
        </Button>
      ) : null}
    </span>
  );
}
