import {
  AtSign,
  Ban,
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
import type { ReactNode } from 'react';
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
        <li key={index} className={`${style.step} ${style[step.state]}`} data-testid="step" data-kind={step.kind}>
          <span className={style.picture}>
            <Icon of={PICTURES[step.kind]} size={15} />
            <span className="hidden-visually">{STATES[step.state]}</span>
          </span>
          <div className={style.words}>
            <div className={style.head}>
              <p className={style.title}>{step.title}</p>
              <time className={style.time} dateTime={step.at} title={formatFull(step.at)}>
                {formatPrecise(step.at)}
              </time>
            </div>
            {about?.(step)}
            {step.text ? <p className={style.text}>{step.text}</p> : null}
            {step.facts.length > 0 ? <Facts facts={step.facts} /> : null}
            <Wire step={step} />
          </div>
        </li>
      ))}
    </ol>
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

function Wire({ step: { lines, session } }: { step: StepJson }) {
  const whole = session ? <a {...link({ page: 'sessions', id: session, tab: undefined })}>Whole session</a> : null;
  if (lines.length === 0) return whole ? <p className={style.whole}>{whole}</p> : null;
  return (
    <details className={style.wire} data-testid="wire">
      <summary>On the wire</summary>
      <Transcript lines={lines} />
      {whole ? <p className={style.whole}>{whole}</p> : null}
    </details>
  );
}
