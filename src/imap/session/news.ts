import type { Session } from './session.js';
import { tellUpdates } from './updates.js';

/** There is something that can be told to a client that listens (IDLE). */
export function hasNews({ selected, notified }: Session): boolean {
  return Boolean(selected?.untold || notified?.waits);
}

/**
 * Tells it.
 * @param options.expunge messages may be told as gone: no command with sequence numbers is in progress
 */
export async function tellNews(session: Session, options: { expunge: boolean }): Promise<void> {
  await tellUpdates(session, options);
  await session.notified?.tell();
}

/** There is something that NOTIFY wants to be told of between commands (RFC 5465 §3.1). */
export function hasNotices({ selected, notified }: Session): boolean {
  if (!notified) return false;
  if (notified.waits) return true;
  const asked = notified.selected;
  if (!selected || !asked?.events.has('MessageNew')) return false;
  return asked.delayed ? selected.news : selected.untold;
}

/** Tells it. */
export async function tellNotices(session: Session): Promise<void> {
  const { notified } = session;
  if (notified?.selected?.events.has('MessageNew')) await tellUpdates(session, { expunge: !notified.selected.delayed });
  await notified?.tell();
}
