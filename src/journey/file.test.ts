import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../lib/logger.js';
import { JourneyFile } from './file.js';
import { type Entry, JourneyLog } from './log.js';
import { openFolder, openHouse } from './testing/house.js';
import type { Attempt, Reader } from './types.js';

const ANN = 'ann@example.org';
let dir: string;
beforeEach(async () => {
  dir = await openFolder();
});

const reader: Reader = { protocol: 'pop3', account: ANN, session: 's1', client: '127.0.0.1', agent: null };
const attempt = (name: string): Attempt => ({
  at: 1,
  position: 1,
  session: name,
  client: '127.0.0.1',
  from: 'app@example.org',
  recipients: [{ address: ANN, reply: '550 no', fault: false }],
  outcome: 'refused',
  stage: 'recipient',
  reply: '550 no',
  fault: null,
  transcript: '0\tC\tx\n',
});

async function opened(epoch = 'e1', bytes?: number, logger = silentLogger) {
  const entries: ((entry: Entry) => void)[] = [];
  const log = new JourneyLog((entry) => entries[0]?.(entry));
  const file = new JourneyFile(dir, epoch, log, logger, bytes);
  await file.load();
  entries.push((entry) => file.push(entry));
  return { log, file };
}

describe('the file', () => {
  it('gives back what was known', async () => {
    const before = await opened();
    before.log.attempt(attempt('s1'));
    before.log.read(reader, 'm1', 'whole', 5);
    before.log.read(reader, 'm2', 'whole', 6);
    before.log.read(reader, 'm2', 'top', 7);
    before.log.remember({ id: 'm1', receivedAt: 1, reversePath: '', recipients: [ANN], subject: 'x', size: 9 });
    const event = { type: 'deleted', position: 2, ids: ['m1'], accounts: [], reason: 'request' } as const;
    before.log.deleted('m1', event, 8, reader, undefined);
    await before.file.close();

    const { log, file } = await opened();
    expect([...log.attempts]).toEqual([attempt('s1')]);
    expect(log.goneOf('m1')).toMatchObject({ kind: 'deleted', by: reader, facts: { recipients: [ANN] } });
    expect(log.readingsOf('m1')).toMatchObject([{ by: reader, how: ['whole'], first: 5 }]);
    expect(log.readings.of('m1')).toEqual([]);
    expect(log.readings.of('m2')).toMatchObject([{ by: reader, how: ['whole', 'top'] }]);
    await file.close();
  });

  it('says who caused a departure although that is told after it', async () => {
    const before = await opened();
    const event = {
      type: 'expunged',
      position: 2,
      account: ANN,
      mailboxId: 'b1',
      uids: [7],
      messageIds: ['m1'],
      modseq: 3,
    } as const;
    before.log.removed(event, 0, 8, null);
    before.log.claim(reader, 'b1', [7]);
    await before.file.close();
    const { log, file } = await opened();
    expect([...log.departures]).toMatchObject([{ id: 'm1', by: reader, from: { uid: 7 } }]);
    await file.close();
  });

  it('passes over what a crash has torn, and goes on', async () => {
    const before = await opened();
    before.log.attempt(attempt('s1'));
    await before.file.close();
    const path = join(dir, 'journey.ndjson');
    const whole = await readFile(path, 'utf8');
    await writeFile(path, `${whole}{"attempt":{"at":3,"po\n\0\0\0\n`);
    const { log, file } = await opened();
    log.attempt(attempt('s2'));
    await file.close();
    const after = await opened();
    expect([...after.log.attempts].map(({ session }) => session)).toEqual(['s2', 's1']);
    await after.file.close();
  });

  it('belongs to one store', async () => {
    const before = await opened();
    before.log.attempt(attempt('s1'));
    await before.file.close();
    const { log, file } = await opened('e2');
    expect(log.attempts.size).toBe(0);
    await file.close();
  });

  it('stays bounded, and is then what is still known', async () => {
    const { log, file } = await opened('e1', 20_000);
    for (let n = 0; n < 300; n++) {
      log.read(reader, `m${n % 10}`, 'whole', n * 100_000);
      await file.flush();
    }
    await file.close();
    expect((await stat(join(dir, 'journey.ndjson'))).size).toBeLessThan(60_000);
    const after = await opened();
    expect(after.log.readings.messages).toBe(10);
    expect(after.log.readings.of('m3').at(-1)?.first).toBe(293 * 100_000);
    await after.file.close();
  });

  it('does not hold anything up when it cannot be written', async () => {
    const said: string[] = [];
    const logger = { ...silentLogger, warn: (_: unknown, text?: string) => void said.push(String(text)) };
    await rm(dir, { recursive: true });
    const { log, file } = await opened('e1', undefined, logger);
    log.attempt(attempt('s1'));
    await file.flush();
    log.attempt(attempt('s2'));
    await file.close();
    expect(log.attempts.size).toBe(2);
    expect(said).toHaveLength(1);
  });
});

it('answers after a restart as before', async () => {
  const config = { dataDir: dir };
  const first = await openHouse(config);
  await first.send({ to: ANN, subject: 'Kept' });
  await first.send({ to: 'zoe@example.org', subject: 'Deleted' });
  const pop3 = await first.pop3(ANN);
  await pop3.content('RETR 1');
  const { messages } = await first.client.messages.list({ subject: 'Deleted' });
  await first.client.messages.delete(messages[0]?.id ?? '');
  const kept = await first.client.messages.wait({ to: ANN });
  await first.stop();

  const second = await openHouse(config);
  const { steps } = await second.client.messages.journey(kept.id);
  const read = steps.find(({ kind, title }) => kind === 'read' && title.includes('POP3'));
  expect(read?.title).toBe('A POP3 client that logged in as ann@example.org read the whole message');
  // Sessions are those of the process.
  expect(read?.session).toBeNull();
  expect(await second.client.why({ to: 'zoe@example.org' })).toMatchObject({ verdict: 'gone' });
  // What it was is known of a message that came before the restart and goes after it.
  await second.client.messages.delete(kept.id);
  const gone = await second.client.messages.journey(kept.id);
  expect(gone).toMatchObject({ gone: true, subject: 'Kept' });
  expect(gone.steps.map(({ kind }) => kind)).toEqual(['kept', 'read', 'read', 'deleted']);
});
