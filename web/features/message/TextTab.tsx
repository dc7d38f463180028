import { Fragment } from 'react';
import style from './Panels.module.css';

const URLS = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/g;

/** The plain text as sent, its addresses made links. */
export function TextTab({ text }: { text: string | null }) {
  if (text === null) return <p className={style.text}>This message has no plain text part.</p>;
  return (
    <pre className={style.text} data-testid="text">
      {text.split(URLS).map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, which never changes
        <Fragment key={index}>
          {index % 2 === 1 ? (
            <a href={piece} target="_blank" rel="noopener noreferrer">
              {piece}
            </a>
          ) : (
            piece
          )}
        </Fragment>
      ))}
    </pre>
  );
}
