import { showToast } from './toasts.js';

/** Copies text and says so. Works on plain http too, where `navigator.clipboard` is missing. */
export async function copy(text: string, what = 'Copied'): Promise<boolean> {
  const done = await write(text);
  showToast(
    { id: 'copy', text: done ? what : 'The browser did not allow copying.', tone: done ? 'plain' : 'bad' },
    1800,
  );
  return done;
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeOldWay(text);
  }
}

function writeOldWay(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'hidden-visually';
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
