import type { StoreEvent } from '../../../store/store.js';
import { VERSION } from '../../version.js';
import type { Push } from '../push.js';
import type { EventShape } from './shapes.js';
import { summarize } from './summary.js';

/** Statistics at most so often, milliseconds. */
const STATS = 250;
/** Deletions and marks of more messages at one go are told as one. */
const MANY = 200;

/** Mailpit's events. */
export const sendMailpitEvents: Push = (client, { store, sessions, logger }) => {
  const send = (event: EventShape) => client.send(event);
  let timer: NodeJS.Timeout | undefined;

  const stats = () => {
    timer = undefined;
    store.stats().then(
      ({ messages, unseen }) => send({ Type: 'stats', Data: { Total: messages, Unread: unseen, Version: VERSION } }),
      (error: unknown) => logger.debug({ err: error }, 'statistics could not be told'),
    );
  };
  const soon = () => {
    timer ??= setTimeout(stats, STATS);
  };

  async function tell(event: StoreEvent): Promise<void> {
    switch (event.type) {
      case 'message':
        send({ Type: 'new', Data: summarize(event.message) });
        break;
      case 'updated':
        if (event.messages.length > MANY) break;
        for (const { id, seen, tags } of event.messages) {
          send({ Type: 'update', Data: { ID: id, Read: seen } });
          send({ Type: 'update', Data: { ID: id, Tags: [...tags] } });
        }
        break;
      case 'deleted':
        await deleted(event);
        break;
      default:
        return;
    }
    soon();
  }

  async function deleted({ ids, reason }: Extract<StoreEvent, { type: 'deleted' }>): Promise<void> {
    if (reason === 'retention') send({ Type: 'prune', Data: null });
    else if ((await store.stats()).messages === 0) send({ Type: 'truncate', Data: null });
    else if (ids.length > MANY) send({ Type: 'prune', Data: null });
    else for (const id of ids) send({ Type: 'delete', Data: { ID: id } });
  }

  // One after the other, so that none overtakes a deletion that is looked into.
  let told = Promise.resolve();
  const subscription = store.subscribe((event) => {
    told = told
      .then(() => tell(event))
      .catch((error: unknown) => logger.debug({ err: error }, 'an event was not told'));
  });
  const unwatch = sessions.watch(({ protocol, client: { address }, line }) => {
    const level = levelOf(protocol, line);
    if (level)
      send({
        Type: 'error',
        Data: { Level: level, Type: protocol === 'smtp' ? 'smtpd' : 'pop3', IP: address, Message: line },
      });
  });
  soon();
  client.onClose(() => {
    subscription.close();
    unwatch();
    clearTimeout(timer);
  });
};

/** Of a refusal; undefined for other lines, and for IMAP, which Mailpit does not know. */
function levelOf(protocol: string, line: string): 'warning' | 'error' | undefined {
  if (protocol === 'smtp' && /^[45]\d\d /.test(line)) return line.startsWith('4') ? 'warning' : 'error';
  return protocol === 'pop3' && line.startsWith('-ERR') ? 'warning' : undefined;
}
