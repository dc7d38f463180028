import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { createMemoryStore } from './memory/index.js';
import { Receiver } from './receive.js';

const envelope = {
  via: 'smtp' as const,
  reversePath: { address: 'ann@example.org', params: {} },
  forwardPaths: [{ address: 'bob@example.org', params: {} }],
  helo: 'client.example',
  client: { address: '127.0.0.1', port: 40000 },
  tls: null,
  user: null,
  body: null,
  smtputf8: false,
};
const facts = { envelope, deliveries: [{ account: 'bob@example.org' }], receivedAt: 1 };
const head = 'From: ann@example.org\r\nSubject: Parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';
const manyParts = Buffer.from(`${head}${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(5000)}--b--\r\n`);

afterEach(() => vi.restoreAllMocks());

it('describes a chunk of thousands of parts as it would have described small chunks, and lets others have their turn', async () => {
  const store = createMemoryStore({ retention: { maxMessages: 10, maxBytes: 0, maxAge: 0 } });
  await store.open();
  const small = new Receiver(store);
  for (let at = 0; at < manyParts.length; at += 1000) await small.write(manyParts.subarray(at, at + 1000));
  const wanted = await small.commit(facts);

  // Each look at the clock finds the turn over.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
  const large = new Receiver(store);
  let turns = 0;
  let waiting = true;
  const written = large.write(manyParts)?.then(() => {
    waiting = false;
  });
  expect(written).toBeInstanceOf(Promise);
  while (waiting) {
    await turn();
    turns++;
  }
  const got = await large.commit(facts);
  expect(turns).toBeGreaterThan(5);
  expect(got.structure).toEqual(wanted.structure);
  expect(got.summary).toEqual(wanted.summary);
  expect(got.structure.parts).toBe(5001);
  const raw: Buffer[] = [];
  for await (const piece of store.read(got.id)) raw.push(piece);
  expect(Buffer.concat(raw).equals(manyParts)).toBe(true);
  expect(await store.verify()).toEqual([]);
  await store.close();
});

it('takes a small chunk at once', async () => {
  const store = createMemoryStore({ retention: { maxMessages: 10, maxBytes: 0, maxAge: 0 } });
  await store.open();
  const receiver = new Receiver(store);
  expect(receiver.write(Buffer.from('Subject: x\r\n\r\nbody\r\n'))).toBeUndefined();
  await receiver.discard();
  expect(await store.verify()).toEqual([]);
  await store.close();
});
