import type { StoreEvent } from '../../../store/store.js';
import type { Context } from '../../context.js';
import { email, summarize } from './email.js';

/** Raw bytes of a message whose text is told with it; of a larger one the summary only. */
const WHOLE = 1024 * 1024;
/** Arrivals and changes that wait for a slow client; what comes beyond that is not told. */
const WAITING = 1000;
/** More than so many at one go are told as all. */
const MANY = 200;

type Emit = (event: 'newMail' | 'deleteMail' | 'readMail' | 'readAllMail', data?: object) => void;

/**
 * MailDev's events for one socket.io client: `newMail` has all that versions 2 and 3 tell, since a client does not say
 * of which it is. Returns how to end it.
 * @param ready false while what was told has not left yet
 */
export function tellMailDev(context: Context, emit: Emit, ready: () => boolean): () => void {
  const { store, logger, config } = context;
  if (!['auto', 'maildev'].includes(config.http.compat)) return () => {};
  const waiting: StoreEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let working = false;
  let closed = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    try {
      for (let event = waiting[0]; event && ready() && !closed; event = waiting[0]) {
        waiting.shift();
        await tell(event).catch((error: unknown) => logger.debug({ err: error }, 'an event was not told'));
      }
    } finally {
      working = false;
    }
    if (waiting.length > 0 && !closed) timer = setTimeout(() => void work(), 50);
  }

  async function tell(event: StoreEvent): Promise<void> {
    if (event.type === 'message') {
      const { message } = event;
      emit('newMail', { ...(message.size <= WHOLE && (await whole(message.id))), ...summarize(message) });
    } else if (event.type === 'updated') {
      const read = event.messages.filter(({ seen }) => seen);
      if (read.length > MANY) emit('readAllMail');
      else for (const { id } of read) emit('readMail', { id });
    } else if (event.type === 'deleted') {
      // Where it stood in the list is not known any more.
      if ((await store.stats()).messages === 0) emit('deleteMail', { id: 'all' });
      else for (const id of event.ids) emit('deleteMail', { id, index: -1 });
    }
  }

  /** Undefined for a message that is deleted meanwhile. */
  const whole = async (id: string) =>
    store.get(id).then(
      (message) => email(context, message, 2),
      () => undefined,
    );

  const subscription = store.subscribe((event) => {
    if (!['message', 'updated', 'deleted'].includes(event.type) || waiting.length >= WAITING) return;
    waiting.push(event);
    void work();
  });
  return () => {
    closed = true;
    subscription.close();
    clearTimeout(timer);
  };
}
