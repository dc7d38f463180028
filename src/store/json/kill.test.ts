import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createJsonStore } from './index.js';
import { generator } from './testing/crash-disk.js';
import { listAll, mail, readAll } from './testing/mail.js';

/** 200 by `npm run test:crash`. */
const ROUNDS = Number(process.env.RESTANTE_CRASH_ROUNDS ?? 20);
const CHILD = fileURLToPath(new URL('testing/kill-child.ts', import.meta.url));
/** Messages that stay from one round to the next. */
const STAY = 100;

const dir = mkdtempSync(join(tmpdir(), 'restante-kill-'));
afterAll(() => rmSync(dir, { recursive: true }));

interface Said {
  readonly kept: Map<string, { size: number; subject: string; places: string[] }>;
  readonly deleting: Set<string>;
  readonly deleted: Set<string>;
  readonly seen: Set<string>;
}

/** Starts a process, lets it work for a while, kills it. Resolves to all that it had said by then. */
async function killed(round: number, milliseconds: number): Promise<Said> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', CHILD, dir, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: Said = { kept: new Map(), deleting: new Set(), deleted: new Set(), seen: new Set() };
  const ended = new Promise<void>((resolve, reject) => {
    child.on('close', (code, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(`ended with ${code}`))));
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const [word, id = '', size, subject = '', ...places] = line.split(' ');
    if (word === 'ready') void sleep(milliseconds).then(() => child.kill('SIGKILL'));
    else if (word === 'kept') said.kept.set(id, { size: Number(size), subject: subject.replaceAll('_', ' '), places });
    else if (word === 'deleting') said.deleting.add(id);
    else if (word === 'deleted') said.deleted.add(id);
    else if (word === 'seen') said.seen.add(id);
  }
  await ended;
  return said;
}

describe('a process that is killed under load', () => {
  it(
    `${ROUNDS} times: what it had accepted is there, once, byte for byte, under the same UIDs`,
    async () => {
      const random = generator(ROUNDS);
      const highest = new Map<string, number>();
      const before = new Map<string, { size: number; subject: string; places: string[] }>();
      let accepted = 0;
      for (let round = 1; round <= ROUNDS; round++) {
        const said = await killed(round, 30 + Math.floor(random() * 400));
        accepted += said.kept.size;
        const store = createJsonStore({ dir, retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
        await store.open();
        expect(store.problems.filter(({ kind }) => kind !== 'torn-tail')).toEqual([]);
        expect(await store.verify()).toEqual([]);
        for (const [id, { size, subject, places }] of [...before, ...said.kept]) {
          for (const place of places) {
            const [mailbox = '', uid] = place.split(':');
            highest.set(mailbox, Math.max(highest.get(mailbox) ?? 0, Number(uid)));
          }
          if (said.deleted.has(id)) await expect(store.get(id)).rejects.toThrow(/no message/);
          if (said.deleting.has(id)) continue;
          const message = await store.get(id);
          expect((await readAll(store, id)).equals(mail(subject, size))).toBe(true);
          expect(message.locations.map(({ mailboxId, uid }) => `${mailboxId}:${uid}`)).toEqual(places);
          if (said.seen.has(id)) expect(message.seen).toBe(true);
        }
        // The mailboxes are the same ones, and their UIDs go on behind all that were ever seen.
        for (const [id, uid] of highest) expect((await store.mailboxById(id)).uidNext).toBeGreaterThan(uid);
        const rows = await listAll(store);
        const subjects = rows.map(({ summary }) => summary.subject);
        expect(new Set(subjects).size).toBe(subjects.length);
        const stay = [...before, ...said.kept].filter(([id]) => !said.deleting.has(id)).slice(-STAY);
        before.clear();
        for (const [id, facts] of stay) before.set(id, facts);
        await store.delete({ ids: rows.map(({ id }) => id).filter((id) => !before.has(id)) });
        await store.close();
      }
      expect(accepted).toBeGreaterThan(ROUNDS * 10);
    },
    ROUNDS * 10_000,
  );
});
