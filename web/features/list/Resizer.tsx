import { type KeyboardEvent, type PointerEvent, useEffect, useState } from 'react';
import style from './Resizer.module.css';

const KEY = 'restante.list-width';
const LEAST = 320;
const MOST = 640;
const clamp = (value: number): number => Math.min(MOST, Math.max(LEAST, Math.round(value)));

/** The line between list and message: drag it, or move it with the arrow keys; a double click sets it back. */
export function Resizer() {
  const [width, setWidth] = useState(() => Number(localStorage.getItem(KEY)) || undefined);
  useEffect(() => {
    const root = document.documentElement.style;
    if (width === undefined) root.removeProperty('--list');
    else root.setProperty('--list', `${clamp(width)}px`);
    if (width === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, String(clamp(width)));
  }, [width]);

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    const line = event.currentTarget;
    const left = (line.previousElementSibling ?? line).getBoundingClientRect().left;
    line.setPointerCapture(event.pointerId);
    const move = (to: globalThis.PointerEvent): void => setWidth(clamp(to.clientX - left));
    line.addEventListener('pointermove', move);
    line.addEventListener('lostpointercapture', () => line.removeEventListener('pointermove', move), { once: true });
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const now = event.currentTarget.previousElementSibling?.getBoundingClientRect().width ?? 400;
    setWidth(clamp(now + (event.key === 'ArrowRight' ? 16 : -16)));
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved has no element of its own
    <div
      className={style.resizer}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the list"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={width ?? 400}
      tabIndex={0}
      data-testid="resizer"
      onPointerDown={onPointerDown}
      onDoubleClick={() => setWidth(undefined)}
      onKeyDown={onKeyDown}
    />
  );
}
