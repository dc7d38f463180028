import type { LucideIcon } from 'lucide-react';

interface Props {
  readonly of: LucideIcon;
  /** Said to screen readers; without it the icon is decoration. */
  readonly label?: string;
  /** Pixels, default 16. */
  readonly size?: number;
  readonly className?: string;
}

/** An icon in the page's stroke. */
export function Icon({ of: Drawing, label, size = 16, className }: Props) {
  const names = label ? ({ role: 'img', 'aria-label': label } as const) : ({ 'aria-hidden': true } as const);
  return (
    <Drawing {...names} size={size} strokeWidth={1.75} className={className}>
      {label ? <title>{label}</title> : null}
    </Drawing>
  );
}
