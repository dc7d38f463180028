import { useEffect, useRef } from 'react';
import { createStore } from './store.js';

/** Everything that can be done by keyboard or from the palette. Help, palette and the key handler read this table. */
export const COMMANDS = [
  { id: 'next', keys: ['j'], title: 'Next message', group: 'Move' },
  { id: 'previous', keys: ['k'], title: 'Previous message', group: 'Move' },
  { id: 'open', keys: ['Enter'], title: 'Open message', group: 'Move' },
  { id: 'back', keys: ['Escape'], title: 'Back', group: 'Move' },
  { id: 'inboxes', keys: ['g i'], title: 'Go to inboxes', group: 'Move' },
  { id: 'all', keys: ['g a'], title: 'Go to all mail', group: 'Move' },
  { id: 'unread', keys: ['g u'], title: 'Go to unread mail', group: 'Move' },
  { id: 'sessions', keys: ['g s'], title: 'Go to sessions', group: 'Move' },
  { id: 'queue', keys: ['g q'], title: 'Go to the queue', group: 'Move' },
  { id: 'why', keys: ['g w'], title: 'Why did my mail not arrive?', group: 'Move' },
  { id: 'setup', keys: ['g h'], title: 'How to send mail here', group: 'Move' },
  { id: 'search', keys: ['/'], title: 'Search', group: 'Find' },
  { id: 'palette', keys: ['Mod+k'], title: 'Command palette', group: 'Find' },
  { id: 'copy-code', keys: ['y'], title: 'Copy the one-time code', group: 'Message' },
  { id: 'open-link', keys: ['l'], title: 'Open the first link', group: 'Message' },
  { id: 'toggle-read', keys: ['r'], title: 'Mark read or unread', group: 'Message' },
  { id: 'release', keys: ['f'], title: 'Send it out into the world', group: 'Message' },
  { id: 'delete', keys: ['#', 'Delete'], title: 'Delete, with undo', group: 'Message' },
  { id: 'undo', keys: ['z'], title: 'Undo the deletion', group: 'Message' },
  { id: 'read-all', keys: [], title: 'Mark all as read', group: 'List' },
  { id: 'clear', keys: [], title: 'Delete all in this list', group: 'List' },
  { id: 'compose', keys: ['c'], title: 'Send a test message', group: 'Page' },
  { id: 'settings', keys: [','], title: 'Settings', group: 'Page' },
  { id: 'theme', keys: [], title: 'Switch light and dark', group: 'Page' },
  { id: 'help', keys: ['?'], title: 'Keyboard shortcuts', group: 'Page' },
] as const;

export type CommandId = (typeof COMMANDS)[number]['id'];
type Run = () => void;

const handlers = createStore<ReadonlyMap<CommandId, Run>>(new Map());

/** Runs a command, if something on the page carries it out now. */
export function runCommand(id: CommandId): boolean {
  const run = handlers.get().get(id);
  run?.();
  return run !== undefined;
}

export const canRun = (id: CommandId): boolean => handlers.get().has(id);

/** Carries out commands while the component is there (and `run` is given); the latest to come has them. */
export function useCommand(id: CommandId, run: Run | undefined): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const there = run !== undefined;
  useEffect(() => {
    if (!there) return;
    const call: Run = () => latest.current?.();
    handlers.set((now) => new Map(now).set(id, call));
    return () =>
      handlers.set((now) => {
        if (now.get(id) !== call) return now;
        const next = new Map(now);
        next.delete(id);
        return next;
      });
  }, [id, there]);
}
