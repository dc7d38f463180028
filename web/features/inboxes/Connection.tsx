import { liveStatus } from '../../lib/live.js';
import { useStore } from '../../lib/store.js';
import style from './Connection.module.css';

const WORDS = { connecting: 'Connecting…', online: 'Live', offline: 'Offline' } as const;

/** Whether new mail shows by itself at this moment. */
export function Connection() {
  const status = useStore(liveStatus);
  return (
    <span
      className={`${style.connection} ${style[status]}`}
      role="status"
      data-testid="connection"
      data-status={status}
    >
      <span className={style.lamp} aria-hidden="true" />
      {WORDS[status]}
    </span>
  );
}
