/**
 * A process that is going to be killed while it sends: `node --import tsx kill-child.ts DIR PORT`. It releases messages
 * for ever through a relay on PORT, and says which: `queued ID ADDRESS`.
 */
import { writeSync } from 'node:fs';
import { createServer } from '../../server.js';

const [dir = '', port = '0'] = process.argv.slice(2);
/** At once, past all buffers of this process. */
const say = (...words: string[]): void => void writeSync(1, `${words.join(' ')}\n`);

const restante = createServer({
  dataDir: dir,
  smtp: { port: 0 },
  pop3: { port: 'off' },
  imap: { port: 'off' },
  http: { port: 0 },
});
const { http } = await restante.start();
const url = http?.url ?? '';
const send = (method: string, path: string, body: unknown) =>
  fetch(`${url}api/${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'if-match': '*' },
    body: JSON.stringify(body),
  });
const out = { name: 'out', host: '127.0.0.1', port: Number(port), tls: 'none' };
const queue = { retryAfter: '100ms', retryAtMost: '100ms', perDestination: 4 };
await send('PUT', 'settings/relay', { enabled: true, allow: ['*'], relays: [out], via: 'out', queue });
say('ready');

for (let n = 0; ; n++) {
  const to = `r${process.pid}-${n}@one.example`;
  const posted = await send('POST', 'messages', { from: '', envelope: { from: '', to: [to] }, subject: to, text: 'x' });
  const { id } = (await posted.json()) as { id: string };
  const released = await send('POST', `messages/${id}/release`, {});
  const { items } = (await released.json()) as { items: { id: string }[] };
  say('queued', items[0]?.id ?? '', to);
}
