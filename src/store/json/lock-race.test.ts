import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thisProcess } from './owner.js';

/** 200 by `npm run test:crash`. */
const ROUNDS = Number(process.env.RESTANTE_CRASH_ROUNDS ?? 20);
const CHILD = fileURLToPath(new URL('testing/lock-child.ts', import.meta.url));
const PROCESSES = 3;
/** Tries of each process at one time. */
const TRIES = 3;

const dir = mkdtempSync(join(tmpdir(), 'restante-race-'));
const path = join(dir, 'restante.lock');

class Taker {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    this.#child = spawn(process.execPath, ['--import', 'tsx', CHILD, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: Interface = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  async says(): Promise<string> {
    return String((await this.#lines.next()).value);
  }

  ask(what: string): Promise<string> {
    this.#child.stdin?.write(`${what}\n`);
    return this.says();
  }

  end(): void {
    this.#child.kill();
  }
}

const dead = (token: string) => ({ ...thisProcess(), token, began: '1', boot: 'before' });
const put = (name: string, token: string): void => writeFileSync(name, `${JSON.stringify(dead(token))}\n`);

/** What takers find: nothing, or what others left when they died. */
const scenes: [string, () => void][] = [
  ['nothing', () => {}],
  ['the lock of a dead process', () => put(path, 'x')],
  ['a lock that names nobody', () => writeFileSync(path, '{"pid":')],
  [
    'a lock of a dead process, and the claim of another that died over it',
    () => {
      put(path, 'x');
      put(`${path}.x`, 'y');
    },
  ],
  [
    'three that died one over the other, and the draft of a fourth',
    () => {
      put(path, 'x');
      put(`${path}.x`, 'y');
      put(`${path}.x.y`, 'z');
      put(`${path}.w.new`, 'w');
    },
  ],
];

describe(`a lock that ${PROCESSES} processes take at the same moment, ${TRIES} times each`, () => {
  let takers: Taker[] = [];
  beforeAll(async () => {
    takers = Array.from({ length: PROCESSES }, () => new Taker());
    for (const taker of takers) expect(await taker.says()).toBe('ready');
  }, 60_000);
  afterAll(() => {
    for (const taker of takers) taker.end();
    rmSync(dir, { recursive: true });
  });

  it.each(scenes)(
    `goes to one of them, ${ROUNDS} times, where there is %s`,
    async (_, prepare) => {
      for (let round = 0; round < ROUNDS; round++) {
        prepare();
        const counts = await Promise.all(takers.map((taker) => taker.ask(`take ${TRIES}`)));
        expect(counts.sort(), `round ${round}`).toEqual([...Array.from({ length: PROCESSES - 1 }, () => '0'), '1']);
        for (const taker of takers) expect(await taker.ask('release')).toBe('released');
        expect(readdirSync(dir).filter((name) => name === 'restante.lock')).toEqual([]);
      }
    },
    Math.max(60_000, ROUNDS * 2000),
  );
});
