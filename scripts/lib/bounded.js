import { spawn } from 'node:child_process';

/**
 * Runs a program with everything that it starts, for so many milliseconds at most.
 * @returns {Promise<{ ok: boolean, output: string }>} both streams; at the time-out its last line says so
 */
export function runBounded(command, args, { timeout, ...options }) {
  return new Promise((resolve) => {
    // A process group of its own, so that what it started ends with it.
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const timer = setTimeout(() => {
      output += `\nIt was ended: it took longer than ${timeout / 1000} s.`;
      endGroup(child.pid);
    }, timeout);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ ok: false, output: `${command}: ${error.message}` });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ ok: code === 0, output });
    });
  });
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself just now.
  }
}
