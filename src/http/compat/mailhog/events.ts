import type { MessageRow } from '../../../store/store.js';
import { endpoint, type PeerCall } from '../endpoint.js';
import type { Push } from '../push.js';
import { PUSHED, WAITING } from './limits.js';
import { messageText } from './message.js';

/** Milliseconds between signs of life on a silent stream. */
const KEEP_ALIVE = 60_000;

/** MailHog's WebSocket: each new message in one frame. */
export const sendMailHogEvents: Push = (client, context) => {
  const stop = onArrival(
    context,
    (json) => client.sendText(json),
    () => client.end(),
  );
  client.onClose(stop);
};

export const streamEvents = endpoint({
  peer: 'mailhog',
  scoped: true,
  method: 'get',
  path: '/api/v1/events',
  differs: 'The JSON stands in one line; a sign of life is a comment. Messages over 5 MiB are not told.',
  handle({ context, req, res }) {
    res.status(200).set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform' });
    if (req.method === 'HEAD') return void res.end();
    res.flushHeaders();
    const stop = onArrival(
      context,
      (json) => void res.write(`data: ${json}\n\n`),
      () => res.end(),
      () => !res.writableNeedDrain,
    );
    const alive = setInterval(() => res.write(':keepalive\n\n'), KEEP_ALIVE);
    const stay = context.closing.onBegin(() => void res.end());
    res.once('close', () => {
      stop();
      stay();
      clearInterval(alive);
    });
  },
});

/**
 * Tells each arrival as JSON, one after the other.
 * @param giveUp called when the listener is too slow
 * @param ready false while what was told has not left yet
 */
function onArrival(
  context: PeerCall['context'],
  tell: (json: string) => void,
  giveUp: () => void,
  ready: () => boolean = () => true,
): () => void {
  const waiting: MessageRow[] = [];
  let working = false;
  let retry: NodeJS.Timeout | undefined;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    while (waiting.length > 0 && ready()) {
      const row = waiting.shift();
      // One that is deleted meanwhile is not told.
      const json = row && (await messageText(context, row).catch(() => undefined));
      if (json) tell(json);
    }
    working = false;
    if (waiting.length > 0) retry = setTimeout(() => void work(), 50);
  }

  const subscription = context.store.subscribe((event) => {
    if (event.type !== 'message' || event.message.size > PUSHED) return;
    waiting.push(event.message);
    if (waiting.length > WAITING) {
      waiting.length = 0;
      giveUp();
    } else void work();
  });
  return () => {
    subscription.close();
    clearTimeout(retry);
    waiting.length = 0;
  };
}
