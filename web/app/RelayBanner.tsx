import { useQuery } from '@tanstack/react-query';
import { plural } from '../lib/format.js';
import { link } from '../lib/link.js';
import { relayQuery } from '../lib/queries.js';
import style from './App.module.css';

/** Says that this is no closed box while mail can leave it. */
export function RelayBanner() {
  const { data: relay } = useQuery(relayQuery);
  if (!relay?.on) return null;
  return (
    <p className={style.relay} role="status" data-testid="relay-banner">
      Sending is on: mail may leave this server.{' '}
      <a {...link({ page: 'queue', id: undefined, tab: undefined })}>
        {relay.waiting > 0 ? `${plural(relay.waiting, 'message')} waiting` : 'Queue'}
      </a>
      {relay.warnings.map((warning) => (
        <span key={warning} data-testid="relay-warning">
          <br />
          {warning}
        </span>
      ))}
    </p>
  );
}
