import { Slice } from '../../lib/slice.js';
import { sortInSlices } from '../../lib/sort-in-slices.js';
import { bySentDate, type Threadable } from './threadable.js';
import type { Thread } from './threads.js';

/**
 * THREAD=ORDEREDSUBJECT (RFC 5256 §3): messages of one base subject are a thread, whose first message has all others
 * as its replies; both they and the threads in order of the sent date.
 */
export async function orderedSubject(messages: readonly Threadable[]): Promise<Thread[]> {
  const slice = new Slice();
  const threads = new Map<string, { uid: number; children: Thread[] }>();
  for (const { uid, subject } of await sortInSlices(messages, bySentDate)) {
    const thread = threads.get(subject);
    if (thread) thread.children.push({ uid, children: [] });
    else threads.set(subject, { uid, children: [] });
    await slice.turn();
  }
  return [...threads.values()];
}
