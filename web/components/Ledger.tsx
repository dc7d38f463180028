import type { ReactNode } from 'react';
import { formatClock, formatFull } from '../lib/format.js';
import { Button } from './Button.js';
import style from './Ledger.module.css';

interface LedgerProps {
  readonly title: string;
  readonly testId: string;
  /** What its choice is of, for those who hear it, and the choices. */
  readonly filter: { readonly label: string; readonly choices: readonly (readonly [value: string, text: string])[] };
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
  /** What stands above the rows. */
  readonly notes?: ReactNode;
  readonly children: ReactNode;
  /** Fetches the next page; undefined when there is none. */
  readonly more: (() => unknown) | undefined;
}

/** A list of what happened, newest first, with a choice of which. */
export function Ledger({ title, testId, filter, chosen, onChoose, notes, children, more }: LedgerProps) {
  return (
    <section className={style.list} aria-label={title} data-testid={testId}>
      <div className={style.bar}>
        <h1>{title}</h1>
        <select aria-label={filter.label} value={chosen} onChange={(event) => onChoose(event.target.value)}>
          {filter.choices.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </div>
      <div className={style.scroll}>
        {notes}
        <ul>{children}</ul>
        {more ? (
          <Button look="quiet" onClick={() => void more()}>
            Show more
          </Button>
        ) : null}
      </div>
    </section>
  );
}

export function LedgerNote({ children, testId }: { children: ReactNode; testId?: string }) {
  return (
    <p className={style.note} data-testid={testId}>
      {children}
    </p>
  );
}

interface LedgerRowProps {
  /** As `link` gives it. */
  readonly to: Readonly<Record<string, unknown>>;
  /** It is the one that is shown beside the list. */
  readonly open: boolean;
  readonly testId: string;
  readonly who: ReactNode;
  /** ISO 8601. */
  readonly at: string;
  readonly what: ReactNode;
  readonly outcome: ReactNode;
  readonly bad: boolean;
  readonly outcomeTestId?: string;
}

/** One line of two: who and when, what and what became of it. */
export function LedgerRow({ to, open, testId, who, at, what, outcome, bad, outcomeTestId }: LedgerRowProps) {
  return (
    <li>
      <a
        {...to}
        className={`${style.row} ${open ? style.open : ''}`}
        aria-current={open ? 'true' : undefined}
        data-testid={testId}
      >
        <span>{who}</span>
        <time className={style.faint} dateTime={at} title={formatFull(at)}>
          {formatClock(at)}
        </time>
        <span className={style.faint}>{what}</span>
        <span className={bad ? style.bad : style.faint} data-testid={outcomeTestId}>
          {outcome}
        </span>
      </a>
    </li>
  );
}

/** The facts above one of them. */
export function LedgerHead({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <header className={style.head}>
      <h2>{title}</h2>
      {children}
    </header>
  );
}
