/** One turn of running and resting, milliseconds: short, so that who waits for a lock of the one that rests waits little. */
const PERIOD = 4;

/**
 * Holds a process to about a share of a core: it runs for that part of each period and is stopped (SIGSTOP) for the rest.
 * It needs no rights and no cgroup, and does the same to each that is held so.
 * @returns how to let it run freely again
 */
export function holdToShare(pid: number, share: number): () => void {
  let over = false;
  let timer: NodeJS.Timeout;
  const rest = (): void => {
    if (over) return;
    process.kill(pid, 'SIGSTOP');
    timer = setTimeout(run, PERIOD * (1 - share));
  };
  const run = (): void => {
    process.kill(pid, 'SIGCONT');
    if (!over) timer = setTimeout(rest, PERIOD * share);
  };
  run();
  return () => {
    over = true;
    clearTimeout(timer);
    process.kill(pid, 'SIGCONT');
  };
}
