import { ArrowLeft, Download, Mail, MailOpen, SendHorizontal, Trash2 } from 'lucide-react';
import { Fragment } from 'react';
import { IconButton, LinkButton } from '../../components/Button.js';
import { messageUrl } from '../../lib/base.js';
import { runCommand } from '../../lib/commands.js';
import { formatFull } from '../../lib/format.js';
import type { AddressJson, MessageJson } from '../../lib/types.js';
import { compare } from './envelope.js';
import style from './Message.module.css';

/** Addresses shown on one line; a mail to thousands says how many more there are. */
const SHOWN = 20;

/** Subject, from and to, and where the envelope says something else. */
export function MessageHead({ message, back }: { message: MessageJson; back: boolean }) {
  const { reversePath, hidden, absent } = compare(message);
  return (
    <header className={style.head}>
      <div className={style.top}>
        {back ? (
          <IconButton
            icon={ArrowLeft}
            label="Back to the list"
            hint="Esc"
            onClick={() => runCommand('back')}
            data-testid="back"
          />
        ) : null}
        <h2 className={style.subject} data-testid="subject">
          {message.subject || '(no subject)'}
        </h2>
        <div className={style.actions}>
          <LinkButton
            look="quiet"
            icon={Download}
            href={messageUrl(message.id, 'raw')}
            download={`${message.id}.eml`}
            aria-label="Download the message"
            title="Download the message (.eml)"
          />
          <IconButton
            icon={message.seen ? Mail : MailOpen}
            label={message.seen ? 'Mark unread' : 'Mark read'}
            hint="r"
            onClick={() => runCommand('toggle-read')}
            data-testid="toggle-read"
          />
          <IconButton
            icon={SendHorizontal}
            label="Send it out"
            hint="f"
            onClick={() => runCommand('release')}
            data-testid="release"
          />
          <IconButton icon={Trash2} label="Delete" hint="#" onClick={() => runCommand('delete')} data-testid="delete" />
        </div>
      </div>
      <dl className={style.lines}>
        <dt>From</dt>
        <dd className={style.first} data-testid="from">
          <Addresses list={message.from} none="no From header" />{' '}
          {reversePath !== null ? (
            <span className={style.differs} title="MAIL FROM of the envelope" data-testid="reverse-path">
              envelope from {reversePath === '' ? '<> (a bounce)' : reversePath}
            </span>
          ) : null}
        </dd>
        <dd className={style.when}>
          <time dateTime={message.receivedAt}>{formatFull(message.receivedAt)}</time>
        </dd>
        <dt>To</dt>
        <dd data-testid="to">
          <Addresses list={message.to} none="no To header" />
        </dd>
        {message.cc.length > 0 ? (
          <>
            <dt>Cc</dt>
            <dd>
              <Addresses list={message.cc} />
            </dd>
          </>
        ) : null}
        {hidden.length > 0 ? (
          <>
            <dt>Bcc</dt>
            <dd data-testid="bcc">
              <Addresses list={hidden} /> <span className={style.differs}>only in the envelope</span>
            </dd>
          </>
        ) : null}
        {absent.length > 0 ? (
          <>
            <dt>No copy</dt>
            <dd>
              <Addresses list={absent} /> <span className={style.differs}>not in the envelope</span>
            </dd>
          </>
        ) : null}
        {message.replyTo.length > 0 ? (
          <>
            <dt>Reply to</dt>
            <dd>
              <Addresses list={message.replyTo} />
            </dd>
          </>
        ) : null}
      </dl>
    </header>
  );
}

function Addresses({ list, none = '' }: { list: readonly AddressJson[]; none?: string }) {
  if (list.length === 0) return <span className={style.address}>{none}</span>;
  return (
    <>
      {list.slice(0, SHOWN).map(({ name, address }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an address may stand there twice, and the list never changes
        <Fragment key={index}>
          {index > 0 ? ', ' : null}
          {name ? <span className={style.name}>{name}</span> : null}
          {name ? ' ' : null}
          <span className={style.address}>{name ? `<${address}>` : address}</span>
        </Fragment>
      ))}
      {list.length > SHOWN ? ` and ${list.length - SHOWN} more` : null}
    </>
  );
}
