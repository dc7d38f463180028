import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { DetailService, type DetailServiceOptions } from './detail-service.js';
import { StructureScanner } from './structure.js';

const services: DetailService[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});

function open(options?: DetailServiceOptions): DetailService {
  const service = new DetailService(options);
  services.push(service);
  return service;
}

/** Asks for the detail of a message with this body, in chunks as a store would give them. */
function ask(service: DetailService, id: string, text: string, onRead?: () => void) {
  const raw = Buffer.from(text);
  const scanner = new StructureScanner();
  scanner.write(raw);
  return service.detail(id, raw.length, scanner.end(), async function* () {
    onRead?.();
    for (let at = 0; at < raw.length; at += 1000) yield raw.subarray(at, at + 1000);
  });
}

const SMALL = 'Subject: =?utf-8?Q?caf=C3=A9?=\r\n\r\nHello\r\n';
const LONG = `Subject: long\r\n\r\n${'A line of text.\r\n'.repeat(20_000)}`;

describe('DetailService', () => {
  it('gives the same from the main thread and from the worker', async () => {
    const here = await ask(open(), '1', SMALL);
    const there = await ask(open({ workerAbove: 0 }), '1', SMALL);
    expect(there).toEqual(here);
    expect(here).toMatchObject({ text: 'Hello\n', incomplete: null, headers: [{ value: 'café' }] });
  });

  it('uses one worker for many messages, in order', async () => {
    const service = open({ workerAbove: 0, cacheBytes: 0 });
    const details = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(service, `${i}`, `Subject: ${i}\r\n\r\n${i}`)),
    );
    expect(details.map((detail) => detail.text)).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
  });

  it('reads a message once for several callers, and again not at all while it is kept', async () => {
    const service = open();
    let reads = 0;
    const again = () => ask(service, '1', SMALL, () => reads++);
    const [a, b] = await Promise.all([again(), again()]);
    expect(await again()).toBe(a);
    expect(b).toBe(a);
    expect(reads).toBe(1);
  });

  it('keeps to its bytes, the latest ones first', async () => {
    const one = (await ask(open(), '1', SMALL)).bytes;
    const service = open({ cacheBytes: one * 3 });
    for (const id of ['1', '2', '3']) await ask(service, id, SMALL);
    await ask(service, '1', SMALL);
    await ask(service, '4', SMALL);
    expect(service.cachedBytes).toBeLessThanOrEqual(one * 3);
    const read: string[] = [];
    for (const id of ['1', '4', '3', '2']) await ask(service, id, SMALL, () => read.push(id));
    expect(read).toEqual(['2']);
  });

  it('does not keep a detail bigger than half of its room', async () => {
    const service = open({ cacheBytes: 1000 });
    await ask(service, '1', LONG);
    expect(service.cachedBytes).toBe(0);
  });

  it('rejects when the message cannot be read, and asks again the next time', async () => {
    const service = open();
    const scanner = new StructureScanner();
    const gone = () =>
      // biome-ignore lint/correctness/useYield: the store fails before it gives anything
      service.detail('1', 10, scanner.end(), async function* () {
        throw new Error('gone');
      });
    const structure = gone();
    await expect(structure).rejects.toThrow('gone');
    expect(await ask(service, '1', SMALL)).toMatchObject({ incomplete: null });
  });

  it('explains itself at the time limit, and goes on with a new worker', async () => {
    const service = open({ timeout: 1, workerAbove: 1000 });
    const detail = await ask(service, '1', LONG);
    expect(detail.incomplete).toMatch(/took more than 1 ms/);
    expect(detail.text).toMatch(/^A line of text/);
    expect(detail.headers).toMatchObject([{ name: 'Subject', value: 'long' }]);
    expect(await ask(service, '2', SMALL)).toMatchObject({ incomplete: null });
  });

  it('starts a new worker after idling', async () => {
    const service = open({ workerAbove: 0, idle: 1, cacheBytes: 0 });
    expect(await ask(service, '1', SMALL)).toMatchObject({ incomplete: null });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await ask(service, '2', SMALL)).toMatchObject({ incomplete: null });
  });

  it('ends what is under way when it is closed', async () => {
    const service = open({ workerAbove: 0 });
    const detail = ask(service, '1', LONG);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await service.close();
    expect((await detail).text).toMatch(/^A line of text/);
  });

  it('lets the process end with an idle worker', async () => {
    const script = `
      import { DetailService } from './detail-service.ts';
      import { StructureScanner } from './structure.ts';
      const raw = Buffer.from('Subject: x\\r\\n\\r\\nHello');
      const scanner = new StructureScanner();
      scanner.write(raw);
      const service = new DetailService({ workerAbove: 0 });
      const detail = await service.detail('1', raw.length, scanner.end(), async function* () { yield raw; });
      process.stdout.write(JSON.stringify([detail.text, detail.incomplete]));`;
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, timeout: 15_000 });
    expect(JSON.parse(stdout)).toEqual(['Hello', null]);
  });
});
