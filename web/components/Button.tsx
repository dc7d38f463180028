import type { LucideIcon } from 'lucide-react';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, Ref } from 'react';
import style from './Button.module.css';
import { Icon } from './Icon.js';

export type Look = 'plain' | 'main' | 'danger' | 'quiet';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  readonly icon?: LucideIcon;
  readonly ref?: Ref<HTMLButtonElement>;
}

const names = (look: Look, square: boolean, more?: string): string =>
  [style.button, style[look], square && style.square, more].filter(Boolean).join(' ');

export function Button({ look = 'plain', icon, children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={names(look, false, className)}>
      {icon ? <Icon of={icon} size={15} /> : null}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonProps {
  readonly icon: LucideIcon;
  /** The name of the button; also its tool tip, with the key when there is one. */
  readonly label: string;
  readonly hint?: string;
}

export function IconButton({ icon, label, hint, look = 'quiet', className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={hint ? `${label} (${hint})` : label}
      aria-label={label}
      {...rest}
      className={names(look, true, className)}
    >
      <Icon of={icon} />
    </button>
  );
}

interface LinkButtonProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly look?: Look;
  readonly icon?: LucideIcon;
}

/** A link that looks like a button. */
export function LinkButton({ look = 'plain', icon, children, className, ...rest }: LinkButtonProps) {
  return (
    <a {...rest} className={names(look, false, className)}>
      {icon ? <Icon of={icon} size={15} /> : null}
      {children}
    </a>
  );
}
