import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { CSSProperties, ReactNode } from 'react';
import { releaseKeys } from '../lib/typed-ahead.js';
import { IconButton } from './Button.js';
import style from './Dialog.module.css';

interface Props {
  readonly title: string;
  /** Said under the title; the accessible description of the dialog. */
  readonly text?: ReactNode;
  readonly onClose: () => void;
  /** Called when it is closed and the focus is back where it was. */
  readonly onClosed?: (() => void) | undefined;
  /** Pixels, default 520. */
  readonly width?: number;
  readonly testId: string;
  /** No visible head: the content brings its own. */
  readonly bare?: boolean;
  readonly children?: ReactNode;
}

/** A dialog over the page: focus stays inside, Esc and a click beside it close it, focus goes back where it was. */
export function Dialog({ title, text, onClose, onClosed, width = 520, testId, bare, children }: Props) {
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className={style.veil} />
        <Primitive.Content
          className={style.box}
          style={{ '--dialog-width': `${width}px` } as CSSProperties}
          data-testid={testId}
          onOpenAutoFocus={focusFirst}
          onCloseAutoFocus={() => onClosed && queueMicrotask(onClosed)}
          {...(text ? {} : { 'aria-describedby': undefined })}
        >
          {bare ? (
            <Primitive.Title className="hidden-visually">{title}</Primitive.Title>
          ) : (
            <div className={style.head}>
              <Primitive.Title className={style.title}>{title}</Primitive.Title>
              <Primitive.Close asChild>
                <IconButton icon={X} label="Close" />
              </Primitive.Close>
            </div>
          )}
          <div className={bare ? undefined : style.body}>
            {text ? <Primitive.Description className={style.text}>{text}</Primitive.Description> : null}
            {children}
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The first field, or what is marked as first, takes the focus; a dialog that is only read takes it itself. */
function focusFirst(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const box = event.currentTarget;
  event.preventDefault();
  (box.querySelector<HTMLElement>('[data-first]') ?? box.querySelector<HTMLElement>('input, select') ?? box).focus();
  void releaseKeys();
}

export const DialogActions = ({ children }: { children: ReactNode }) => <div className={style.actions}>{children}</div>;
