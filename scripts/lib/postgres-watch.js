/**
 * `node postgres-watch.js OWNER SERVER FOLDER`: ends the PostgreSQL server of a run of the tests, and removes its folder,
 * when the run is gone without having done so itself.
 */
import { rmSync } from 'node:fs';

const [owner, server, folder] = process.argv.slice(2);

const isThere = (pid) => {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
};

const timer = setInterval(() => {
  if (isThere(owner) && isThere(server)) return;
  clearInterval(timer);
  if (!isThere(server)) return;
  process.kill(Number(server), 'SIGQUIT');
  setTimeout(() => rmSync(folder, { recursive: true, force: true }), 2000);
}, 1000);
