import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkStore, createJsonStore } from './index.js';
import { FORMAT } from './layout.js';
import { look } from './testing/look.js';
import { mail, send } from './testing/mail.js';

const FIXTURES = new URL('fixtures/', import.meta.url);
const formats = readdirSync(FIXTURES).flatMap((name) => /^format-(\d+)$/.exec(name)?.[1] ?? []);
const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };

describe('folders of every released format', () => {
  it('are kept here, up to the present one', () => {
    expect(formats).toEqual(Array.from({ length: FORMAT }, (_, i) => String(i + 1)));
  });

  it.each(formats)('format %s opens with all that was in it, and takes more', async (format) => {
    const dir = mkdtempSync(join(tmpdir(), 'restante-format-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    cpSync(new URL(`format-${format}`, FIXTURES), dir, { recursive: true });
    const expected = JSON.parse(readFileSync(new URL(`format-${format}.json`, FIXTURES), 'utf8'));
    expect((await checkStore(dir)).problems).toEqual([]);
    for (const then of ['as it was', 'with the files made', 'compacted']) {
      const store = createJsonStore({ dir, retention });
      await store.open();
      expect(store.problems, then).toEqual([]);
      expect(store.epoch).toBe(expected.epoch);
      expect(JSON.parse(JSON.stringify({ epoch: store.epoch, ...(await look(store)) })), then).toEqual(expected);
      expect(await store.verify()).toEqual([]);
      if (then !== 'as it was') await store.compactNow();
      await store.close();
    }
    const store = createJsonStore({ dir, retention });
    await store.open();
    const { locations, position } = await send(store, mail('one more'), [{ account: 'anna@example.com' }]);
    expect(position).toBeGreaterThan(expected.position);
    expect(locations[0]?.uid).toBe(4);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });
});
