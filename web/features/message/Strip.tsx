import { Copy, ExternalLink, Paperclip } from 'lucide-react';
import { type MouseEvent, useState } from 'react';
import { Button, IconButton } from '../../components/Button.js';
import { Icon } from '../../components/Icon.js';
import { copy } from '../../lib/clipboard.js';
import { runCommand } from '../../lib/commands.js';
import { formatSize, plural } from '../../lib/format.js';
import { mainLinks } from '../../lib/links.js';
import { begun, parseMailto } from '../../lib/mailto.js';
import type { AttachmentJson, LinkJson, MessageJson } from '../../lib/types.js';
import style from './Strip.module.css';

/** Gmail cuts the HTML of a mail here and shows "Message clipped". Bytes. */
const GMAIL_CLIPS = 102 * 1024;
const LINKS = 3;
const FILES = 6;

/** What saves the visit: codes, main links, attachments, the size. */
export function Strip({ message, onFile }: { message: MessageJson; onFile: (file: AttachmentJson) => void }) {
  const [all, setAll] = useState(false);
  const links = mainLinks(message.links);
  const files = message.attachmentList.filter(({ inline }) => !inline);
  const htmlBytes = message.html === null ? 0 : new Blob([message.html]).size;
  const more = Math.max(0, links.length - LINKS) + Math.max(0, files.length - FILES) + message.notes.length;
  return (
    <div className={style.strip} data-testid="strip">
      {message.codes.slice(0, 3).map(({ code, near }) => (
        <button
          key={code}
          type="button"
          className={`${style.chip} ${style.code}`}
          title={`Copy (y). Found near “${near}”`}
          aria-label={`Copy code ${code}`}
          data-testid="code"
          onClick={() => void copy(code, `Copied ${code}`)}
        >
          {code}
          <Icon of={Copy} size={13} />
        </button>
      ))}
      {links.slice(0, LINKS).map((link) => (
        <LinkChip key={link.url} link={link} />
      ))}
      {files.slice(0, FILES).map((file) => (
        <FileChip key={file.path} file={file} onFile={onFile} />
      ))}
      {more > 0 ? (
        <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)} data-testid="strip-more">
          {all ? 'Less' : moreText(links.length - LINKS, files.length - FILES, message.notes.length)}
        </Button>
      ) : null}
      <span className={`${style.faint} ${style.size}`} data-testid="size">
        {formatSize(message.size)}
      </span>
      {htmlBytes > GMAIL_CLIPS ? (
        <span className={style.warn} data-testid="clipped">
          HTML is {formatSize(htmlBytes)}: Gmail clips it at 102 KB
        </span>
      ) : null}
      {message.incomplete ? <span className={style.warn}>Not shown whole: {message.incomplete}</span> : null}
      {all ? (
        <ul className={style.more} data-testid="strip-all">
          {message.notes.map(({ code, text }) => (
            <li key={code}>
              <span className={style.warn}>{text}</span>
            </li>
          ))}
          {links.slice(LINKS).map((link) => (
            <li key={link.url}>
              <a href={link.url} target="_blank" rel="noopener noreferrer" onClick={writeInstead(link)}>
                {link.text || link.url}
              </a>
              <span className={style.faint}>{hostOf(link.url)}</span>
            </li>
          ))}
          {files.slice(FILES).map((file) => (
            <li key={file.path}>
              <FileChip file={file} onFile={onFile} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function moreText(links: number, files: number, notes: number): string {
  const parts = [
    links > 0 ? `${plural(links, 'more link', 'more links')}` : '',
    files > 0 ? `${plural(files, 'more file', 'more files')}` : '',
    notes > 0 ? plural(notes, 'remark') : '',
  ];
  return parts.filter(Boolean).join(', ');
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');

/** A `mailto:` link begins a test message here, not one in the reader's own mail program. */
const writeInstead = (link: LinkJson) => (event: MouseEvent) => {
  const wanted = parseMailto(link.url);
  if (!wanted) return;
  event.preventDefault();
  begun.set(wanted);
  runCommand('compose');
};

function LinkChip({ link }: { link: LinkJson }) {
  return (
    <span className={style.pair}>
      <a
        href={link.url}
        target="_blank"
        rel="noopener noreferrer"
        title={link.url}
        data-testid="link"
        onClick={writeInstead(link)}
      >
        <Icon of={ExternalLink} size={13} />
        <span className={style.text}>{link.text || link.url}</span>
      </a>
      <IconButton
        icon={Copy}
        label={`Copy the link ${link.text}`}
        onClick={() => void copy(link.url, 'Copied the link')}
      />
    </span>
  );
}

function FileChip({ file, onFile }: { file: AttachmentJson; onFile: (file: AttachmentJson) => void }) {
  return (
    <button
      type="button"
      className={style.chip}
      data-testid="attachment"
      title={file.contentType}
      onClick={() => onFile(file)}
    >
      <Icon of={Paperclip} size={13} />
      <span className={style.text}>{file.filename || file.contentType}</span>
      <span className={style.faint}>{formatSize(file.size)}</span>
    </button>
  );
}
