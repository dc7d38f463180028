/**
 * A process that takes a lock when it is told: `node --import tsx lock-child.ts PATH`. For `take N` it tries N times at
 * once and prints how many got it; for `release` it gives them back.
 */
import { createInterface } from 'node:readline';
import { Lock } from '../lock.js';
import { realDisk } from '../real-disk.js';

const [path = ''] = process.argv.slice(2);
let held: Lock[] = [];

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const [word, count] = line.split(' ');
  if (word === 'take') {
    const all = await Promise.allSettled(Array.from({ length: Number(count) }, () => Lock.take(realDisk, path)));
    held = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const wrong = all.flatMap((each) =>
      each.status === 'rejected' && !/in use by/.test(String(each.reason)) ? [each.reason] : [],
    );
    process.stdout.write(wrong.length > 0 ? `${String(wrong[0]).replaceAll('\n', ' ')}\n` : `${held.length}\n`);
  } else {
    for (const lock of held) await lock.release();
    process.stdout.write('released\n');
  }
}
