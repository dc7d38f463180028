import { COMMANDS, type CommandId, runCommand } from './commands.js';

/** A second key of a sequence (`g i`) must follow within this time, milliseconds. */
const SEQUENCE = 1200;

const byKeys = new Map<string, CommandId>(
  COMMANDS.flatMap((command) => command.keys.map((keys): [string, CommandId] => [keys, command.id])),
);
const starts = new Set([...byKeys.keys()].filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0] ?? ''));

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio])'));

/** A button or link takes Enter itself. */
const takesEnter = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('a[href], button, summary');

function nameOf(event: KeyboardEvent): string | undefined {
  if (event.ctrlKey || event.metaKey) return event.altKey ? undefined : `Mod+${event.key.toLowerCase()}`;
  return event.altKey ? undefined : event.key;
}

/** Listens for the shortcuts of the table in `commands.ts`. An open dialog and text fields keep their keys. */
export function listenForKeys(): () => void {
  let first = '';
  let since = 0;
  function onKeyDown(event: KeyboardEvent): void {
    const name = nameOf(event);
    if (name === undefined || event.defaultPrevented || event.isComposing) return;
    const mod = name.startsWith('Mod+');
    if (!mod && (isTyping(event.target) || document.querySelector('[role=dialog], [role=menu]'))) return;
    if (name === 'Enter' && takesEnter(event.target)) return;
    const sequence = first && event.timeStamp - since < SEQUENCE ? `${first} ${name}` : name;
    first = '';
    const command = byKeys.get(sequence);
    if (command !== undefined) {
      if (runCommand(command)) event.preventDefault();
    } else if (starts.has(name)) {
      first = name;
      since = event.timeStamp;
    }
  }
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}

const mac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

/** How a key is written on this machine: `⌘ K`, `Ctrl K`, `Esc`. */
export const keyLabel = (key: string): string =>
  key
    .replace(/^Mod\+(.)$/, (_, letter: string) => `${mac ? '⌘' : 'Ctrl'} ${letter.toUpperCase()}`)
    .replace('Escape', 'Esc');
