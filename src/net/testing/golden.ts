import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { LineClient } from './line-client.js';

/** A dialogue as a file has it: `#` comments, `C:` what is sent, `S:` what must arrive, `=` what is left of it. */
export interface GoldenTranscript {
  readonly name: string;
  /** Of `#config {…}`. */
  readonly config: Record<string, unknown>;
  /** `C: ` and `S: ` lines. */
  readonly lines: readonly string[];
  /** The text behind `= `. */
  readonly results: readonly string[];
}

/** All `*.session.txt` of a folder. */
export function goldenTranscripts(folder: URL): GoldenTranscript[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.session.txt'));
  return names.map((name) => {
    const lines = readFileSync(new URL(name, folder), 'utf8').split('\n');
    const config = lines.find((line) => line.startsWith('#config '))?.slice('#config '.length) ?? '{}';
    return {
      name,
      config: JSON.parse(config) as Record<string, unknown>,
      lines: lines.filter((line) => /^[CS]:/.test(line)),
      results: lines.filter((line) => line.startsWith('= ')).map((line) => line.slice(2)),
    };
  });
}

/**
 * Plays a dialogue. `C:` lines without an `S:` between them go out in one piece, which is pipelining; `S: (closed)`
 * waits for the end of the connection. `mask` hides what differs each time.
 */
export async function play(
  client: LineClient,
  lines: readonly string[],
  mask: (line: string) => string = (line) => line,
): Promise<void> {
  let toSend = '';
  let replies = 0;
  for (const line of lines) {
    if (line.startsWith('C:')) {
      toSend += `${line.slice(3)}\r\n`;
      continue;
    }
    if (toSend) {
      // Nothing that was said is left unread.
      expect(client.unread).toBe('');
      await client.write(Buffer.from(toSend));
      toSend = '';
    }
    if (line === 'S: (closed)') {
      expect(await client.ended()).toBe('');
      continue;
    }
    const said = mask(await client.line());
    const place = `after ${++replies} lines of the server`;
    expect(`S: ${said}\n  ${place}`).toBe(`${line.trimEnd() === 'S:' ? 'S: ' : line}\n  ${place}`);
  }
  if (toSend) await client.write(Buffer.from(toSend));
}
