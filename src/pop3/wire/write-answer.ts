import type { Output } from '../../net/output.js';
import type { Answer } from '../command.js';
import { LINES_AT_A_TIME } from '../limits.js';
import { DotStuffer } from './dot-stuffer.js';

/**
 * Writes what stands behind the first line of a multi-line response. Waits while the client does not read; `alive` is
 * called whenever it has taken something. Resolves to the octets written.
 * @throws ConnectionOver when the client is gone, or whatever reading the message throws; nothing must follow then
 */
export async function writeRest(out: Output, { lines, content }: Answer, alive: () => void): Promise<number> {
  const before = out.total + out.pending;
  if (lines) {
    let count = 0;
    for (const line of lines) {
      out.line(line.startsWith('.') ? `.${line}` : line);
      if (++count % LINES_AT_A_TIME === 0) await new Promise(setImmediate);
      await waited(out, alive);
    }
    out.line('.');
  }
  if (content) {
    const stuffer = new DotStuffer();
    for await (const chunk of content) {
      out.bytes(stuffer.push(chunk));
      await waited(out, alive);
    }
    out.write(stuffer.end());
  }
  return out.total + out.pending - before;
}

async function waited(out: Output, alive: () => void): Promise<void> {
  const wait = out.ready();
  if (!wait) return;
  await wait;
  alive();
}
