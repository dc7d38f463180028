import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJsonStore } from '../store/json/index.js';
import { mail, send } from '../store/json/testing/mail.js';
import * as doctor from './doctor.js';
import { runCommand } from './testing/run-command.js';

let dir: string;
let ids: string[];
const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'restante-doctor-'));
  const store = createJsonStore({ dir, retention });
  await store.open();
  ids = [];
  for (const size of [100, 2000, 100_000]) ids.push((await send(store, mail(`of ${size}`, size))).id);
  await store.close();
});
afterEach(() => rm(dir, { recursive: true }));

const run = (...argv: string[]) => runCommand(doctor.run, argv);
const fileOf = (id: string): string => join(dir, 'messages', id.slice(-2), `${id}.eml`);

/** All files of the folder with their bytes. */
async function everything(): Promise<Map<string, string>> {
  const names = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (path) => [path, await readFile(path, 'latin1')] as const)));
}

describe('restante doctor', () => {
  it('of a folder in order: 0, and nothing is changed', async () => {
    const before = await everything();
    const { code, stdout, stderr } = await run(dir);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/: 3 messages \(\d+\.\d KB\), 1 account, journal \d+\.\d KB\.\nEverything fits\.\n$/);
    expect(await everything()).toEqual(before);
  });

  it('names each problem: 1, and nothing is changed; then repairs: 0, and nothing is left to say', async () => {
    const [small, , large] = ids as [string, string, string];
    await writeFile(fileOf(large), 'other bytes');
    await rm(fileOf(small));
    await writeFile(fileOf('01a20bf0-d64a-7153-8d33-42f8f7984b1d').replace('/1d/', `/${large.slice(-2)}/`), 'whose?');
    await appendFile(join(dir, 'journal.ndjson'), '{"do":"half');
    const before = await everything();
    const found = await run(dir);
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('4 problems:\n');
    for (const kind of ['damaged-message', 'missing-message', 'orphan', 'torn-tail'])
      expect(found.stdout).toContain(`  ${kind}`);
    expect(found.stdout).toContain(`${large}: its file has 11 bytes, should have`);
    expect(found.stdout).toMatch(/--repair` puts the folder in order\.\n$/);
    expect(await everything()).toEqual(before);

    const mended = await run(dir, '--repair');
    expect(mended.code).toBe(0);
    expect(mended.stdout).toMatch(/: 1 message .*\n4 problems:\n/);
    expect(mended.stdout).toContain(`put into quarantine/${large}.eml`);
    // The bytes and the descriptions of both, the orphan, the end of the journal.
    const names = ['01a20bf0-d64a-7153-8d33-42f8f7984b1d.eml', `${large}.eml`, `${large}.json`, `${small}.json`].sort();
    expect((await readdir(join(dir, 'quarantine'))).sort()).toEqual([
      ...names,
      expect.stringMatching(/^journal-.*ndjson$/),
    ]);
    expect((await run(dir)).stdout).toContain('Everything fits.');
    const store = createJsonStore({ dir, retention });
    await store.open();
    expect(store.problems).toEqual([]);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('tells machines the same as JSON', async () => {
    await rm(fileOf(ids[1] as string));
    const { code, stdout } = await run(dir, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      messages: 3,
      accounts: 1,
      owner: null,
      repaired: false,
      problems: [{ kind: 'missing-message', file: `messages/${ids[1]?.slice(-2)}/${ids[1]}.eml`, quarantined: null }],
    });
  });

  it('finds a large message damaged that a crash left in tmp/, and repairs that too', async () => {
    const store = createJsonStore({ dir, retention });
    await store.open();
    const { id } = await send(store, mail('in tmp', 200_000));
    await store.close();
    const journal = await readFile(join(dir, 'journal.ndjson'), 'utf8');
    // As if the process had died before the file was moved, and its bytes had been lost.
    const line = journal.split('\n').find((each) => each.includes(`"id":"${id}"`)) as string;
    const { file } = JSON.parse(line) as { file: string };
    await writeFile(join(dir, 'journal.ndjson'), journal.slice(0, journal.indexOf(line) + line.length + 1));
    await rm(fileOf(id));
    await writeFile(join(dir, 'tmp', file), 'short');
    const found = await run(dir);
    expect(found.stdout).toContain(`damaged-message  tmp/${file}\n`);
    expect(await run(dir, '--repair')).toMatchObject({ code: 0 });
    expect(await run(dir)).toMatchObject({ code: 0 });
  });

  it('names a mistake in settings.json, which it cannot repair', async () => {
    await writeFile(join(dir, 'settings.json'), '{"users": 5}');
    for (const flags of [[], ['--repair']]) {
      const { code, stdout } = await run(dir, ...flags);
      expect(code).toBe(1);
      expect(stdout).toMatch(/users in \S+settings\.json is 5; expected a list of users/);
    }
  });

  it('looks at a folder in use and says so, and does not repair it', async () => {
    const store = createJsonStore({ dir, retention });
    await store.open();
    const { code, stdout } = await run(dir);
    expect(code).toBe(0);
    expect(stdout).toContain(`In use by process ${process.pid} on `);
    const refused = await run(dir, '--repair');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^restante doctor: [^\n]* in use by process \d+ [^\n]*\n$/);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it.each([
    [[], 2, 'restante doctor: give one data folder; see restante doctor --help\n'],
    [['a', 'b'], 2, 'restante doctor: give one data folder; see restante doctor --help\n'],
    [['a', '--fix'], 2, "restante doctor: Unknown option '--fix'; see restante doctor --help\n"],
    [['/nowhere'], 1, 'restante doctor: There is no data folder at /nowhere: no journal.ndjson.\n'],
  ])('%j: %s', async (argv, code, stderr) => {
    expect(await run(...argv)).toEqual({ code, stdout: '', stderr });
  });
});
