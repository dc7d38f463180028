import type { ReactNode } from 'react';
import { Kbd } from '../../components/Kbd.js';
import { COMMANDS, canRun, runCommand } from '../../lib/commands.js';
import { nameOf } from '../../lib/format.js';
import { navigate } from '../../lib/router.js';
import type { AccountJson } from '../../lib/types.js';
import { visibleRows } from '../../lib/visible.js';

export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly note: ReactNode;
  run(): void;
}

const place = (id: string, title: string, note: string, query: string, inbox: string): Choice => ({
  id,
  title,
  note,
  run: () => navigate({ page: 'mail', id: undefined, tab: undefined, query, inbox }),
});

/** What fits the text: commands, inboxes, loaded messages, and a search for the text itself. */
export function choicesFor(text: string, accounts: readonly AccountJson[]): Choice[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (title: string): boolean => words.every((word) => title.toLowerCase().includes(word));
  const commands = COMMANDS.filter(({ id, title }) => id !== 'palette' && canRun(id) && fits(title)).map(
    ({ id, title, keys }): Choice => ({
      id,
      title,
      note: keys[0] ? <Kbd keys={keys[0]} /> : null,
      run: () => void runCommand(id),
    }),
  );
  if (words.length === 0) return commands;
  const inboxes = accounts.slice(0, 6).map(({ name }) => place(`inbox-${name}`, name, 'Inbox', '', name));
  const messages = visibleRows
    .get()
    .slice(0, 2000)
    .filter((row) => fits(`${row.subject} ${nameOf(row.from[0])}`))
    .slice(0, 6)
    .map(
      (row): Choice => ({
        id: row.id,
        title: row.subject || '(no subject)',
        note: nameOf(row.from[0]),
        run: () => navigate({ page: 'mail', id: row.id, tab: undefined }),
      }),
    );
  return [
    ...commands,
    ...inboxes,
    ...messages,
    place('search', `Search for “${text.trim()}”`, 'Search', text.trim(), ''),
  ];
}
