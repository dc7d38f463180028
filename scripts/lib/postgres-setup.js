import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Gives the tests of a run one folder, in which the first that needs a PostgreSQL server leaves where it is
 * (`src/store/postgres/testing/shared.ts`), and ends that server when all are done.
 */
export function setup({ provide }) {
  const folder = mkdtempSync(join(tmpdir(), 'restante-run-'));
  writeFileSync(join(folder, 'owner'), String(process.pid));
  provide('postgresFolder', folder);
  return async () => {
    const pid = Number(read(join(folder, 'pid')));
    const data = read(join(folder, 'data'));
    if (pid > 0) await end(pid);
    if (data) rmSync(data, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Ends a server at once: nothing of it is kept. */
async function end(pid) {
  for (let tries = 0; tries < 200; tries++) {
    try {
      process.kill(pid, tries === 0 ? 'SIGQUIT' : 0);
    } catch {
      return;
    }
    await sleep(25);
  }
}
