import { useQuery } from '@tanstack/react-query';
import { formatCount, formatSize } from '../../lib/format.js';
import { infoQuery } from '../../lib/queries.js';
import { formatAge } from './age.js';
import style from './Settings.module.css';

/** What the store holds and may hold; set by the configuration, so it is only shown. */
export function RetentionSection() {
  const { data } = useQuery({ ...infoQuery, staleTime: 0 });
  if (!data) return null;
  const { kind, folder, failure, messages, bytes, maxMessages, maxBytes, maxAge } = data.store;
  const of = (now: string, most: number, show: (value: number) => string): string =>
    most > 0 ? `${now} of at most ${show(most)}` : `${now}, without a bound`;
  return (
    <>
      <p className={style.text}>
        When a bound is reached the oldest mail goes. The bounds are set at start: <code>--max-messages</code>,{' '}
        <code>--max-bytes</code>, <code>--max-age</code>.
      </p>
      <dl className={style.figures} data-testid="settings-figures">
        <dt>Messages</dt>
        <dd>{of(formatCount(messages), maxMessages, formatCount)}</dd>
        <dt>Bytes</dt>
        <dd>{of(formatSize(bytes), maxBytes, formatSize)}</dd>
        <dt>Age</dt>
        <dd>{maxAge > 0 ? `at most ${formatAge(maxAge)}` : 'without a bound'}</dd>
        <dt>Kept in</dt>
        <dd>{folder ?? (kind === 'memory' ? 'memory, until the server ends' : kind)}</dd>
        {failure ? (
          <>
            <dt>Trouble</dt>
            <dd className={style.bad}>{failure}</dd>
          </>
        ) : null}
      </dl>
    </>
  );
}
