import { CornerDownRight, Paperclip } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { Icon } from '../../components/Icon.js';
import { copy } from '../../lib/clipboard.js';
import { formatFull, formatWhen, nameOf, plural, printAddress } from '../../lib/format.js';
import { link } from '../../lib/link.js';
import type { MessageRowJson } from '../../lib/types.js';
import style from './Row.module.css';

interface Props {
  readonly row: MessageRowJson;
  /** Pixels from the top of the list. */
  readonly start: number;
  readonly index: number;
  readonly open: boolean;
  readonly cursor: boolean;
  /** The one row that Tab stops at. */
  readonly stop: boolean;
}

/** A message in the list: sender and time, subject and preview; its code as a chip that copies. */
export const Row = memo(function Row({ row, start, index, open, cursor, stop }: Props) {
  const { id, subject, snippet, seen, attachments, tags, code } = row;
  const names = [
    style.row,
    !seen && style.unread,
    open && style.selected,
    cursor && style.cursor,
    code && style.withCode,
  ];
  const chip = code ? ({ '--chip': `calc(${code.length}ch + 18px)` } as CSSProperties) : undefined;
  return (
    <li
      className={names.filter(Boolean).join(' ')}
      style={{ transform: `translateY(${start}px)`, ...chip }}
      aria-setsize={-1}
      aria-posinset={index + 1}
      data-testid="row"
      data-id={id}
      data-seen={seen}
    >
      <a
        {...link({ page: 'mail', id, tab: undefined })}
        className={style.link}
        tabIndex={stop ? 0 : -1}
        aria-current={open ? 'true' : undefined}
        data-row={id}
      >
        {seen ? null : (
          <span className={style.dot}>
            <span className="hidden-visually">Unread. </span>
          </span>
        )}
        <span className={style.line}>
          <span className={style.sender} title={row.from.map(printAddress).join(', ')}>
            {nameOf(row.from[0]) || row.reversePath || 'no sender'}
          </span>
          <time className={style.time} dateTime={row.receivedAt} title={formatFull(row.receivedAt)}>
            {formatWhen(row.receivedAt)}
          </time>
        </span>
        <span className={style.line}>
          <span className={style.preview}>
            <span className={style.subject} data-testid="row-subject">
              {subject || '(no subject)'}
            </span>
            {snippet ? ` ${snippet}` : ''}
          </span>
          {tags.slice(0, 2).map((tag) => (
            <span key={tag} className={style.tag}>
              <span className="hidden-visually">Tag </span>
              {tag}
            </span>
          ))}
          {row.reversePath === '' ? <Icon of={CornerDownRight} size={14} label="Bounce: empty reverse-path" /> : null}
          {attachments > 0 ? <Icon of={Paperclip} size={14} label={plural(attachments, 'attachment')} /> : null}
        </span>
      </a>
      {code ? (
        <button
          type="button"
          className={style.code}
          tabIndex={-1}
          title="Copy the code (y)"
          aria-label={`Copy code ${code}`}
          data-testid="row-code"
          onClick={() => void copy(code, `Copied ${code}`)}
        >
          {code}
        </button>
      ) : null}
    </li>
  );
});
