import { keyLabel } from '../lib/keyboard.js';
import style from './Kbd.module.css';

/** Keys as caps: `g i` is two. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={style.keys}>
      {keys.split(' ').map((key) => (
        <kbd key={key} className={style.key}>
          {keyLabel(key)}
        </kbd>
      ))}
    </span>
  );
}
