import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { Button, IconButton } from '../../components/Button.js';
import { runCommand } from '../../lib/commands.js';
import { whyQuery } from '../../lib/queries.js';
import { navigate } from '../../lib/router.js';
import { releaseKeys } from '../../lib/typed-ahead.js';
import { Answer } from './Answer.js';
import style from './Why.module.css';

const TIMES = [
  ['', 'as far back as is known'],
  ['10m', 'in the last 10 minutes'],
  ['1h', 'in the last hour'],
  ['1d', 'in the last day'],
] as const;

/** Asks for an address, and says why mail for it did or did not arrive. */
export default function Why({ to, since, back }: { to: string; since: string; back: boolean }) {
  const [address, setAddress] = useState(to);
  const field = useRef<HTMLInputElement>(null);
  // Back and other links lead to other questions.
  useEffect(() => setAddress(to), [to]);
  useEffect(() => {
    if (to) return;
    field.current?.focus();
    void releaseKeys();
  }, [to]);
  const { data, error } = useQuery({ ...whyQuery(to, since), enabled: to !== '', placeholderData: keepPreviousData });

  function ask(event: SyntheticEvent): void {
    event.preventDefault();
    const wanted = (field.current?.value ?? '').trim();
    if (wanted) navigate({ page: 'why', id: wanted, tab: undefined });
  }

  return (
    <div className={style.why} data-testid="why">
      <div className={style.inner}>
        <div className={style.top}>
          {back ? (
            <IconButton icon={ArrowLeft} label="Back" onClick={() => runCommand('back')} data-testid="why-back" />
          ) : null}
          <h2 className={style.title}>Why did my mail not arrive?</h2>
        </div>
        <form className={style.form} onSubmit={ask}>
          <label className={style.address}>
            <span>Mail for</span>
            <input
              ref={field}
              type="text"
              inputMode="email"
              autoComplete="off"
              spellCheck={false}
              maxLength={320}
              placeholder="ann@example.org"
              value={address}
              onChange={(event) => setAddress(event.target.value)}
              // An Enter that was typed ahead submits no form by itself.
              onKeyDown={(event) => event.key === 'Enter' && ask(event)}
              data-testid="why-to"
            />
          </label>
          <select
            aria-label="Since when"
            value={since}
            onChange={(event) => navigate({ since: event.target.value }, { replace: true })}
            data-testid="why-since"
          >
            {TIMES.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
          <Button type="submit" look="main" data-testid="why-ask">
            Find out
          </Button>
        </form>
        {to === '' ? (
          <p className={style.lead}>
            Give the address that mail should have come to. You are told what happened to it: whether it arrived, was
            refused, was read and deleted, or went somewhere else, and what to try next.
          </p>
        ) : null}
        {error && !data ? <p role="alert">{error.message}</p> : null}
        {data && to !== '' ? <Answer why={data} /> : null}
      </div>
    </div>
  );
}
