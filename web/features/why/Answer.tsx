import { Ban, CircleHelp, Hourglass, MailCheck, MailX, Signpost, Unplug } from 'lucide-react';
import { Icon } from '../../components/Icon.js';
import { Timeline } from '../../components/Timeline.js';
import { plural } from '../../lib/format.js';
import { link } from '../../lib/link.js';
import { parseRoute } from '../../lib/router.js';
import type { HappeningJson, WhyJson } from '../../lib/types.js';
import style from './Why.module.css';

const LOOK: Record<WhyJson['verdict'], { picture: typeof Ban; tone: string | undefined }> = {
  arrived: { picture: MailCheck, tone: style.good },
  gone: { picture: MailX, tone: style.odd },
  refused: { picture: Ban, tone: style.bad },
  unfinished: { picture: Unplug, tone: style.bad },
  'under-way': { picture: Hourglass, tone: style.odd },
  elsewhere: { picture: Signpost, tone: style.odd },
  trouble: { picture: Unplug, tone: style.bad },
  others: { picture: CircleHelp, tone: style.odd },
  nothing: { picture: CircleHelp, tone: style.odd },
};

/** What it comes down to, what to try, and all that happened. */
export function Answer({ why }: { why: WhyJson }) {
  const { picture, tone } = LOOK[why.verdict];
  return (
    <>
      <section
        className={`${style.verdict} ${tone}`}
        aria-live="polite"
        data-testid="verdict"
        data-verdict={why.verdict}
      >
        <Icon of={picture} size={22} className={style.picture} />
        <div>
          <h3>{why.title}</h3>
          <p>{why.text}</p>
        </div>
      </section>
      {why.advice.length > 0 ? (
        <section>
          <h3 className={style.heading}>What to try</h3>
          <ul className={style.advice} data-testid="advice">
            {why.advice.map(({ text, href }) => (
              <li key={text}>{href === null ? text : <a {...inside(href)}>{text}</a>}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {why.near.length > 0 ? (
        <section>
          <h3 className={style.heading}>Inboxes with a close address</h3>
          <ul className={style.advice} data-testid="near">
            {why.near.map(({ account, messages, difference }) => (
              <li key={account}>
                <a {...link({ page: 'mail', id: undefined, tab: undefined, query: '', inbox: account })}>{account}</a>:{' '}
                {plural(messages, 'message')}, {difference}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {why.happenings.length > 0 ? (
        <section>
          <h3 className={style.heading}>What happened, newest first</h3>
          <div className={style.happenings}>
            <Timeline steps={why.happenings} about={About} />
          </div>
          {why.more ? <p className={style.lead}>There is more than can be told here.</p> : null}
        </section>
      ) : null}
    </>
  );
}

/** Which message a step is about. */
const About = ({ message, subject }: HappeningJson) =>
  message === null ? null : (
    <p className={style.about}>
      <a {...link({ page: 'mail', id: message, tab: 'journey', query: '', inbox: '' })}>{subject || '(no subject)'}</a>
    </p>
  );

/** A place of the page by its address below the base path. */
function inside(href: string) {
  const [path = '', query = ''] = href.split('?');
  return link({ id: undefined, tab: undefined, ...parseRoute(path, query) });
}
