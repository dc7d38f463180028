import { useStore } from '../lib/store.js';
import { hideToast, toasts } from '../lib/toasts.js';
import style from './Toasts.module.css';

/** Short lines at the foot of the page, read out by screen readers. */
export function Toasts() {
  const now = useStore(toasts);
  return (
    <div className={style.stack} role="status" aria-live="polite" data-testid="toasts">
      {now.map(({ id, text, tone, action }) => (
        <div key={id} className={`${style.toast} ${tone === 'bad' ? style.bad : ''}`} data-testid={`toast-${id}`}>
          <span className={style.text}>{text}</span>
          {action ? (
            <button
              type="button"
              className={style.action}
              data-testid={`toast-${id}-action`}
              onClick={() => {
                action.run();
                hideToast(id);
              }}
            >
              {action.label}
            </button>
          ) : null}
        </div>
      ))}
    </div>
  );
}
