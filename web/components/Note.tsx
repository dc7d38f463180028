import type { ReactNode } from 'react';
import style from './Note.module.css';
import { Postmark } from './Postmark.js';

/** A quiet word in the middle of a pane that has nothing else to show. */
export function Note({ title, children, testId }: { title: string; children?: ReactNode; testId?: string }) {
  return (
    <div className={style.note} data-testid={testId}>
      <Postmark size={56} className={style.mark} />
      <p className={style.title}>{title}</p>
      {children}
    </div>
  );
}
