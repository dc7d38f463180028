import { readdirSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { DRIVERS } from '../store/testing/drivers.js';
import { startImap } from './testing/start.js';
import { answers, readTranscript } from './testing/transcript.js';

/** A line of just this: any untagged responses before the next line. */
const ANYTHING = Buffer.from('…');

const folder = new URL('./fixtures/mailboxes/', import.meta.url);

/** Each file is a session of ann@example.org, who has logged in, on a store of its own. */
const sessions = readdirSync(folder).filter((name) => name.endsWith('.session.txt'));

describe.each(DRIVERS)('over the %s store', (_driver, open) => {
  it.each(sessions)('%s', async (name) => {
    const { store, remove } = await open();
    const imap = await startImap({}, store);
    try {
      const client = await imap.login();
      let passing = false;
      for (const { who, octets, at } of readTranscript(new URL(name, folder))) {
        if (who === 'M') {
          // Each arrives in a millisecond of its own, for what sorts by arrival.
          const { receivedAt } = await imap.deliver(octets);
          await vi.waitUntil(() => Date.now() > receivedAt, { interval: 1 });
        } else if (who === 'C') client.write(Buffer.concat([octets, Buffer.from('\r\n')]));
        else if (octets.equals(ANYTHING)) passing = true;
        else {
          let got = await client.response();
          while (passing && got.startsWith('* ') && !answers(octets, got)) got = await client.response();
          passing = false;
          if (!answers(octets, got))
            expect(`${name}:${at}: ${got}`).toBe(`${name}:${at}: ${octets.toString('latin1')}`);
        }
      }
      // Nothing was said that the transcript does not have.
      expect(await client.say('NOOP')).toMatchObject({ untagged: [], tagged: expect.stringMatching(/^OK /) });
      expect(await imap.store.verify()).toEqual([]);
    } finally {
      await imap.stop();
      await remove();
    }
  });
});
