/** A process that is going to be killed: `node --import tsx kill-child.ts DIR SEED`. Prints one line for each promise. */
import { writeSync } from 'node:fs';
import { createJsonStore } from '../index.js';
import { generator } from './crash-disk.js';
import { mail, send } from './mail.js';

const [dir = '', seed = '1'] = process.argv.slice(2);
const random = generator(Number(seed));
/** At once, past all buffers of this process: what it has said before it dies is said. */
const say = (...words: (string | number)[]): void => void writeSync(1, `${words.join(' ')}\n`);

const store = createJsonStore({ dir, retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 }, compactAbove: 256 * 1024 });
await store.open();
say('ready');

let sent = 0;
async function sender(): Promise<never> {
  for (;;) {
    const subject = `round ${seed} message ${++sent}`;
    const size = random() < 0.05 ? 100_000 + Math.floor(random() * 300_000) : Math.floor(random() * 4000);
    const { id, locations } = await send(store, mail(subject, size), [{ account: 'a' }, { account: 'catchall' }]);
    say(
      'kept',
      id,
      size,
      subject.replaceAll(' ', '_'),
      ...locations.map(({ mailboxId, uid }) => `${mailboxId}:${uid}`),
    );
    const next = random();
    if (next < 0.2) {
      say('deleting', id);
      await store.delete({ ids: [id] });
      say('deleted', id);
    } else if (next < 0.4) {
      const { id: inbox } = await store.mailbox('a', 'INBOX');
      const uid = locations.find(({ mailboxId }) => mailboxId === inbox)?.uid ?? 1;
      await store.setFlags(inbox, [{ first: uid, last: uid }], { mode: 'add', flags: ['\\Seen'] });
      say('seen', id);
    }
  }
}
await Promise.all(Array.from({ length: 8 }, sender));
