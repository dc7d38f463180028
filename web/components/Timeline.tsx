import {
  AtSign,
  Ban,
  ChevronRight,
  CircleAlert,
  Eye,
  FileText,
  FolderOutput,
  Inbox,
  KeyRound,
  Lock,
  MailCheck,
  MailX,
  Plug,
  Send,
  Signpost,
  Trash2,
  Unplug,
  UserRound,
  Waypoints,
  Zap,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatFull, formatPrecise } from '../lib/format.js';
import { link } from '../lib/link.js';
import type { StepJson } from '../lib/types.js';
import { Icon } from './Icon.js';
import style from './Timeline.module.css';
import { Transcript } from './Transcript.js';

const PICTURES: Record<StepJson['kind'], typeof Plug> = {
  connected: Plug,
  tls: Lock,
  login: KeyRound,
  sender: UserRound,
  recipient: AtSign,
  content: FileText,
  fault: Zap,
  note: CircleAlert,
  kept: MailCheck,
  mailbox: Inbox,
  read: Eye,
  removed: FolderOutput,
  deleted: Trash2,
  refused: Ban,
  unfinished: Unplug,
  route: Signpost,
  attempt: Waypoints,
  sent: Send,
  report: MailX,
};

const STATES = {
  ok: 'As it should be',
  info: 'Information',
  warn: 'Worth a look',
  fail: 'Here it went wrong',
} as const;

/** Steps in the order in which they are given, each with what was said on the wire one click below. */
export function Timeline<T extends StepJson>({
  steps,
  about,
}: {
  steps: readonly T[];
  about?: (step: T) => ReactNode;
}) {
  return (
    <ol className={style.steps} data-testid="timeline">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no names, and stay where they are
        <Step key={index} step={step} about={about?.(step)} />
      ))}
    </ol>
  );
}

function Step({ step, about }: { step: StepJson; about: ReactNode }) {
  const { kind, state, title, at, text, facts, lines, session } = step;
  const [open, setOpen] = useState(false);
  return (
    <li className={`${style.step} ${style[state]}`} data-testid="step" data-kind={kind}>
      <span className={style.picture}>
        <Icon of={PICTURES[kind]} size={15} />
        <span className="hidden-visually">{STATES[state]}</span>
      </span>
      <div className={style.words}>
        <div className={style.head}>
          {lines.length > 0 ? (
            <button
              type="button"
              className={style.title}
              aria-expanded={open}
              title={open ? undefined : 'What was said on the wire'}
              onClick={() => setOpen(!open)}
              data-testid="step-lines"
            >
              {title}
              <Icon of={ChevronRight} size={14} className={style.chevron} />
            </button>
          ) : (
            <p className={style.title}>{title}</p>
          )}
          <time className={style.time} dateTime={at} title={formatFull(at)}>
            {formatPrecise(at)}
          </time>
        </div>
        {about}
        {text ? <p className={style.text}>{text}</p> : null}
        {facts.length > 0 ? <Facts facts={facts} /> : null}
        {open ? (
          <div className={style.wire}>
            <Transcript lines={lines} />
          </div>
        ) : null}
        {session && (open || lines.length === 0) ? (
          <p className={style.whole}>
            <a {...link({ page: 'sessions', id: session, tab: undefined })}>Whole session</a>
          </p>
        ) : null}
      </div>
    </li>
  );
}

const Facts = ({ facts }: { facts: StepJson['facts'] }) => (
  <dl className={style.facts}>
    {facts.map(({ name, value }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: names may come twice, and none moves
      <div key={index} className={style.fact}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
