import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../../src/index.js';
import type { Figure } from '../lib/figure.js';
import { ImapReader } from '../lib/imap-load.js';
import { plainMail } from '../lib/smtp-load.js';
import { filledServer, USER } from './house.js';

const READERS = 50;
const MESSAGES = 64;
const SIZE = 1024 * 1024;
/** Milliseconds for the server to write all that it would write to somebody who does not read. */
const PATIENCE = 3000;

/** Clients that ask for everything, many times over, and read nothing of it. */
export async function stuckReader(): Promise<Figure[]> {
  const { server, imap } = await filledServer(1);
  const filler = await ImapReader.open(imap, USER);
  for (let i = 0; i < MESSAGES; i++) {
    const mail = plainMail(`Large ${i}`, SIZE).toString('latin1');
    await filler.time(`APPEND INBOX {${mail.length}+}\r\n${mail}`);
  }
  filler.close();
  const before = await server.measure();
  const readers = await Promise.all(Array.from({ length: READERS }, () => askAndStop(imap)));
  await sleep(PATIENCE);
  const after = await server.measure();
  const other = await ImapReader.open(imap, USER);
  await other.time('SELECT INBOX');
  const another = await other.time('FETCH 1:* (UID FLAGS)');
  other.close();
  for (const reader of readers) reader.destroy();
  await server.stop();
  return [
    {
      what: `${READERS} readers that stopped reading`,
      value: (after.rss - before.rss) / 1024 ** 2,
      unit: 'MB',
      goal: { atMost: READERS },
      how: `RSS with them less RSS before; each asked 10 times for ${MESSAGES} MB; another's FETCH took ${another.toFixed(1)} ms`,
    },
  ];
}

async function askAndStop({ host, port }: Endpoint): Promise<Socket> {
  const socket = connect(port, host);
  socket.pause();
  await once(socket, 'connect');
  const fetches = Array.from({ length: 10 }, (_, i) => `f${i} FETCH 1:* BODY.PEEK[]\r\n`).join('');
  socket.write(`a LOGIN "${USER}" x\r\nb SELECT INBOX\r\n${fetches}`);
  return socket;
}
