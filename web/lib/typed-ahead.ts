/** What has not come after this time does not come, milliseconds. */
const PATIENCE = 5000;
/** More keys than anybody types meanwhile. */
const MOST = 200;
/** Keys that mean something to a field, besides those that write. */
const MOVING = new Set(['Enter', 'Backspace', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);

interface Hold {
  readonly keys: KeyboardEvent[];
  readonly end: () => void;
}

let hold: Hold | undefined;

const writes = (event: KeyboardEvent): boolean =>
  event.key.length === 1 && ((!event.ctrlKey && !event.metaKey) || event.getModifierState('AltGraph'));

/**
 * Keeps what is typed from now on, for something that has been asked for and takes keys when it is there: a dialog that
 * is still loading. Esc gives it up.
 */
export function holdKeys(giveUp: () => void): void {
  hold?.end();
  const keys: KeyboardEvent[] = [];
  function onKeyDown(event: KeyboardEvent): void {
    if (!event.isTrusted || event.isComposing || keys.length >= MOST) return;
    const leaves = event.key === 'Escape';
    if (!leaves && !MOVING.has(event.key) && !writes(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (leaves && keys.length === 0) {
      end();
      giveUp();
      // The key that asked for it may still be down.
    } else if (!event.repeat) keys.push(event);
  }
  const end = (): void => {
    removeEventListener('keydown', onKeyDown, true);
    clearTimeout(timer);
    if (hold?.keys === keys) hold = undefined;
  };
  addEventListener('keydown', onKeyDown, true);
  const timer = setTimeout(end, PATIENCE);
  hold = { keys, end };
}

/** Forgets what is held: what was asked for is not wanted any more. */
export function dropKeys(): void {
  hold?.end();
}

/** Types what is held where the focus is now, in its order and before any later key. */
export async function releaseKeys(): Promise<void> {
  const held = hold;
  if (!held) return;
  for (let key = held.keys.shift(); key; key = held.keys.shift()) {
    type(key);
    // So that the page has answered before the next one: it may draw, and what it then closes gives the focus back.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setTimeout(resolve));
  }
  held.end();
}

function type(event: KeyboardEvent): void {
  const target = document.activeElement ?? document.body;
  const { key, code, shiftKey } = event;
  const taken = !target.dispatchEvent(
    new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true }),
  );
  const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : undefined;
  if (taken || !field || field.readOnly) return;
  const { selectionStart: start, selectionEnd: end } = field;
  // A checkbox has no text.
  if (start === null || end === null) return;
  if (writes(event)) field.setRangeText(key, start, end, 'end');
  else if (key === 'Backspace') field.setRangeText('', start === end ? Math.max(0, start - 1) : start, end, 'end');
  else return;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, data: key }));
}
