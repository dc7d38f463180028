/** Runs an action at once, and again at most every `pause` milliseconds while it is asked for; never drops the last. */
export function createThrottle(pause: number, action: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  return function ask(): void {
    if (timer !== undefined) {
      again = true;
      return;
    }
    action();
    timer = setTimeout(() => {
      timer = undefined;
      if (!again) return;
      again = false;
      ask();
    }, pause);
  };
}
