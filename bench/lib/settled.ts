/** Longest wait, milliseconds. */
const LONGEST = 180_000;
/** A word that is nowhere is looked for in less than so many milliseconds when all messages have their signatures. */
const QUICK = 40;

/** Waits until signatures for searches are made, which is done a moment after mail came. @returns milliseconds */
export async function settled(url: string): Promise<number> {
  const began = performance.now();
  for (;;) {
    const asked = performance.now();
    await (await fetch(`${url}api/messages?limit=50&query=wyvnothing`)).arrayBuffer();
    const now = performance.now();
    if (now - asked <= QUICK || now - began > LONGEST) return now - began;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
