import { ImageDown, Monitor, Moon, Smartphone, Sun, Tablet } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/Button.js';
import { search } from '../../lib/api.js';
import { messageUrl } from '../../lib/base.js';
import type { MessageJson } from '../../lib/types.js';
import style from './HtmlTab.module.css';
import { hasRemote } from './remote.js';

const WIDTHS = [
  { name: 'Phone', icon: Smartphone, width: 390 },
  { name: 'Tablet', icon: Tablet, width: 768 },
  { name: 'Full width', icon: Monitor, width: undefined },
] as const;

/**
 * The HTML as a mail program would show it, in a frame with an origin of its own where no script runs. Nothing is
 * fetched from outside until the reader asks for it, message by message.
 */
export function HtmlTab({ message }: { message: MessageJson }) {
  const [width, setWidth] = useState<number>();
  const [dark, setDark] = useState(false);
  const [remote, setRemote] = useState(false);
  const outside = message.html !== null && hasRemote(message.html);
  const scheme = dark ? 'dark' : 'light';
  return (
    <div className={style.html}>
      <div className={style.bar} role="toolbar" aria-label="Preview">
        {WIDTHS.map((choice) => (
          <IconButton
            key={choice.name}
            icon={choice.icon}
            label={choice.name}
            aria-pressed={width === choice.width}
            onClick={() => setWidth(choice.width)}
            data-testid={`width-${choice.width ?? 'full'}`}
          />
        ))}
        <span className={style.gap} aria-hidden="true" />
        <IconButton
          icon={dark ? Sun : Moon}
          label="Dark preview"
          aria-pressed={dark}
          onClick={() => setDark(!dark)}
          data-testid="preview-dark"
        />
        {outside && !remote ? (
          <Button look="quiet" icon={ImageDown} onClick={() => setRemote(true)} data-testid="load-remote">
            Load remote content
          </Button>
        ) : (
          <span className={style.note}>{remote ? 'Remote content loaded' : ''}</span>
        )}
      </div>
      <div className={style.stage}>
        <iframe
          key={`${message.id} ${remote} ${scheme}`}
          title={`HTML of ${message.subject || 'the message'}`}
          className={`${style.frame} ${width ? style.narrow : ''} ${dark ? style.dark : ''}`}
          style={{ width, colorScheme: scheme }}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          src={messageUrl(message.id, 'html') + search({ scheme, remote })}
          data-testid="html-frame"
        />
      </div>
    </div>
  );
}
