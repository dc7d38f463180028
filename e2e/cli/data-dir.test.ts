import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { type Child, restante, serve } from './child.js';

let folder: string;
const running: Child[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restante-data-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.process.kill('SIGKILL');
    await child.ended;
  }
  await rm(folder, { recursive: true, force: true });
});

async function started(...args: string[]) {
  const child = await serve(['--data-dir', join(folder, 'mail'), ...args], { cwd: folder });
  running.push(child);
  const client = createClient({ url: child.addresses.http?.url as string });
  const pool = createTransport({ host: '127.0.0.1', port: child.addresses.smtp?.port, pool: true, ignoreTLS: true });
  const send = async (subject: string, size = 10) => {
    const raw = `From: a@example.org\r\nTo: ann@example.org\r\nSubject: ${subject}\r\n\r\n${'x'.repeat(70)}\r\n`.padEnd(
      size,
      `${'y'.repeat(70)}\r\n`,
    );
    const { response } = await pool.sendMail({ envelope: { from: 'a@example.org', to: 'ann@example.org' }, raw });
    const id = /kept as (\S+)/.exec(response)?.[1] as string;
    return { id, raw: raw.endsWith('\r\n') ? raw : `${raw}\r\n` };
  };
  return { ...child, client, send, hangUp: () => pool.close() };
}

const store = (ready: unknown) => (ready as { store: { kind: string; folder: string; messages: number } }).store;

describe('restante --data-dir', () => {
  it('has everything again behind a SIGKILL, byte for byte, with flags, tags and UIDs', async () => {
    const first = await started();
    expect(store(first.ready)).toEqual({ kind: 'json', folder: join(folder, 'mail'), messages: 0 });
    const sent = [await first.send('small'), await first.send('large', 300_000), await first.send('gone')];
    const [small, large, gone] = sent as [(typeof sent)[0], (typeof sent)[0], (typeof sent)[0]];
    await first.client.messages.update(small.id, { seen: true, tags: ['kept', 'twice'] });
    await first.client.messages.delete(gone.id);
    const mailboxes = await (await fetch(`${first.addresses.http?.url}api/accounts/ann@example.org/mailboxes`)).json();
    const cursor = await first.client.cursor();
    // Right behind the last answer: nothing is given time to settle.
    first.process.kill('SIGKILL');
    await first.ended;
    first.hangUp();

    const again = await started();
    expect(store(again.ready).messages).toBe(2);
    for (const { id, raw } of [small, large]) {
      expect(Buffer.from(await again.client.messages.raw(id)).toString('latin1')).toBe(raw);
    }
    expect(await again.client.messages.get(small.id)).toMatchObject({ seen: true, tags: ['kept', 'twice'] });
    await expect(again.client.messages.get(gone.id)).rejects.toMatchObject({ status: 404 });
    expect(await (await fetch(`${again.addresses.http?.url}api/accounts/ann@example.org/mailboxes`)).json()).toEqual(
      mailboxes,
    );
    // Who waited over the crash goes on from there.
    const late = await again.send('late');
    const found = await again.client.messages.wait({ to: 'ann@example.org', since: cursor, timeout: '5s' });
    expect(found.id).toBe(late.id);
    again.hangUp();
    again.process.kill('SIGTERM');
    expect(await again.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(join(folder, 'mail/messages', large.id.slice(-2), `${large.id}.eml`), 'latin1')).toBe(
      large.raw,
    );
  });

  it('stops in order: what is arriving is finished and kept, and the folder is free', async () => {
    const first = await started();
    const { id } = await first.send('one');
    first.hangUp();
    first.process.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0, stderr: '' });
    await expect(readFile(join(folder, 'mail/restante.lock'))).rejects.toMatchObject({ code: 'ENOENT' });
    const again = await started();
    expect((await again.client.messages.get(id)).subject).toBe('one');
    again.hangUp();
  });

  it('is opened by one process at a time; the other says by whom in one line and exits with 1', async () => {
    const first = await started();
    const { id } = await first.send('one');
    const other = restante(['--data-dir', join(folder, 'mail'), '--smtp-port', '0', '--http-port', '0']);
    running.push(other);
    const { code, stdout, stderr } = await other.ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^--data-dir \S+ cannot be used: [^\n]* in use by process (\d+) [^\n]*\n$/);
    expect(stderr).toContain(`process ${first.process.pid} `);
    // The first one has noticed nothing.
    expect((await first.client.messages.get(id)).subject).toBe('one');
    await first.send('two');
    first.hangUp();
  });

  it('says in one line that a file is no folder', async () => {
    await writeFile(join(folder, 'file'), '');
    const ports = ['--smtp-port', '0', '--http-port', '0'];
    const { code, stderr } = await restante(['--data-dir', 'file', ...ports], { cwd: folder }).ended;
    expect(stderr).toMatch(/^--data-dir \S+\/file cannot be used: [^\n]*a file where a folder should be[^\n]*\n$/);
    expect(code).toBe(1);
  });

  it('starts a relative folder at the working directory, from a variable too, and tells people of it', async () => {
    const child = restante(['--smtp-port', '0', '--http-port', '0'], {
      cwd: folder,
      env: { RESTANTE_DATA_DIR: 'mail' },
    });
    running.push(child);
    expect(await child.saw('Store')).toMatch(/ {2}Store {2}\S+\/mail \(0 messages\)\n/);
    expect(await readFile(join(folder, 'mail/journal.ndjson'), 'utf8')).toContain('"is":"journal"');
  });
});
