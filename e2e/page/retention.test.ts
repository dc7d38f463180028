import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withHouse } from './house.js';
import { subjects, waitForCount, waitForLive } from './on-page.js';

const SOON = { timeout: 20_000 };

const folder = (name: string): string => {
  const dir = mkdtempSync(join(tmpdir(), `restante-${name}-`));
  afterAll(() => rmSync(dir, { recursive: true }));
  return dir;
};

/** Names of the message files in a data folder. */
const files = (dir: string): string[] =>
  readdirSync(join(dir, 'messages'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'));

/** Hears the live events over SSE, as `TYPE id`. */
function listen(url: string) {
  const heard: { type: string; ids: string[]; message?: { id: string } }[] = [];
  const stop = new AbortController();
  const over = (async () => {
    const answer = await fetch(`${url}api/events`, { signal: stop.signal });
    const decoder = new TextDecoder();
    let text = '';
    const reader = answer.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      text += decoder.decode(part.value, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const type = /^event: (.*)$/m.exec(text.slice(0, end))?.[1];
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
        if (type && data) heard.push({ ...JSON.parse(data), type });
        text = text.slice(end + 2);
      }
    }
  })().catch(() => {});
  return {
    heard,
    async end(): Promise<void> {
      stop.abort();
      await over;
    },
  };
}

describe('by age', () => {
  const dir = folder('age');
  const house = withHouse({ dataDir: dir, store: { maxAge: 5000 } });

  it('old mail goes by itself: from the page, from the stream and from the disk', async () => {
    const page = await house().open();
    await waitForLive(page);
    const stream = listen(house().url);
    await expect.poll(() => stream.heard.length, SOON).toBeGreaterThan(0);
    await house().send({ subject: 'One', text: 'x' });
    await page.getByTestId('row-subject').getByText('One').waitFor();
    await house().send({
      subject: 'Two',
      text: 'x',
      attachments: [{ filename: 'a.bin', content: Buffer.alloc(200_000) }],
    });
    const arrived = () => stream.heard.filter(({ type }) => type === 'message').map(({ message }) => message?.id);
    await expect.poll(() => arrived().length, SOON).toBe(2);
    await waitForCount(page, 0);
    expect(await subjects(page)).toEqual([]);
    await expect.poll(() => files(dir), SOON).toEqual([]);
    await expect
      .poll(() =>
        stream.heard
          .filter(({ type }) => type === 'deleted')
          .flatMap((event) => event.ids)
          .sort(),
      )
      .toEqual(arrived().sort());
    expect((await house().server.store.stats()).messages).toBe(0);
    await stream.end();
  });
});

describe('by bytes', () => {
  const dir = folder('bytes');
  const house = withHouse({ dataDir: dir, store: { maxBytes: 1_000_000 } });

  it('the oldest goes when there is no room: from the page, from the stream and from the disk', async () => {
    const page = await house().open();
    await waitForLive(page);
    const stream = listen(house().url);
    await expect.poll(() => stream.heard.length, SOON).toBeGreaterThan(0);
    const send = (subject: string) =>
      house().send({ subject, text: 'x', attachments: [{ filename: 'a.bin', content: Buffer.alloc(200_000) }] });
    const sent: string[] = [];
    for (let number = 1; number <= 6; number++) {
      await send(`Large ${number}`);
      const [newest] = (await house().server.client.messages.list({ limit: 1 })).messages;
      sent.push(newest?.id ?? '');
    }
    // About 274 KB each in base64: three fit.
    await waitForCount(page, 3);
    await expect.poll(() => subjects(page), SOON).toEqual(['Large 6', 'Large 5', 'Large 4']);
    const gone = sent.slice(0, 3);
    await expect
      .poll(() => stream.heard.filter(({ type }) => type === 'deleted').flatMap((event) => event.ids))
      .toEqual(gone);
    await expect
      .poll(() =>
        files(dir)
          .map((name) => name.slice(3, -4))
          .sort(),
      )
      .toEqual(sent.slice(3).sort());
    await stream.end();
  });
});
