import { useEffect, useRef } from 'react';
import { markSeen } from '../../lib/seen.js';
import type { MessageJson } from '../../lib/types.js';

/** How long a message must be open to count as read, milliseconds: passing by with `j` is not reading. */
const MOMENT = 700;

/** Marks the open message as read after a moment, once for each time it is opened: `r` can set it back. */
export function useReading(message: MessageJson | undefined): void {
  const done = useRef<string>(undefined);
  const id = message?.id;
  const unread = message ? !message.seen : false;
  useEffect(() => {
    if (id === undefined) return;
    if (done.current === id) return;
    if (!unread) {
      done.current = id;
      return;
    }
    const timer = setTimeout(() => {
      done.current = id;
      void markSeen(id, true);
    }, MOMENT);
    return () => clearTimeout(timer);
  }, [id, unread]);
}
