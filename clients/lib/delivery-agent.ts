import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A program that takes a message on its input, as fetchers hand them over, and keeps it. */
export interface DeliveryAgent {
  /** Path of the program. */
  readonly program: string;
  /** All messages since the last call, in order of arrival. */
  taken(): Promise<string[]>;
}

const MARK = '=== a message\n';

/** Makes the agent in a folder. */
export async function createDeliveryAgent(folder: string): Promise<DeliveryAgent> {
  const program = join(folder, 'take');
  const box = join(folder, 'taken');
  await writeFile(program, `#!/bin/sh\n{ printf '${MARK.trim()}\\n'; cat; } >> '${box}'\n`, { mode: 0o755 });
  await writeFile(box, '');
  return {
    program,
    async taken() {
      const text = await readFile(box, 'utf8');
      await writeFile(box, '');
      return text.split(MARK).slice(1);
    },
  };
}
