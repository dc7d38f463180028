import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restante, serve } from './cli/child.js';

const run = promisify(execFile);
const project = fileURLToPath(new URL('..', import.meta.url));

/** npm as a user calls it: without what the npm that runs the tests says of this project. */
function npm(args: string[], cwd: string) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|NODE_ENV)/i.test(name)),
  );
  return run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env });
}

interface Packed {
  filename: string;
  unpackedSize: number;
  files: { path: string }[];
}

let folder: string;
let packed: Packed;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restante-pack-'));
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], project);
  packed = (JSON.parse(stdout) as Packed[])[0] as Packed;
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await npm(['install', '--prefer-offline', '--ignore-scripts', join(folder, packed.filename)], folder);
  program = join(folder, 'node_modules/restante/bin/restante.js');
}, 180_000);

afterAll(() => rm(folder, { recursive: true }));

describe('the package', () => {
  it('holds what runs, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    const expected = [
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|docs\/configuration\.md|bin\/restante\.js)$/,
      /^dist\/(?!web\/).+(\.c?js|\.d\.c?ts)$/,
      /^dist\/web\/(index\.html|.+\.(js|css|svg|png|ico|woff2|webmanifest))$/,
    ];
    expect(paths.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(paths.filter((path) => /\.test\.|testing\/|fixtures\/|contract/.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['bin/restante.js', 'dist/index.d.ts', 'dist/client/index.js', 'dist/web/index.html']),
    );
    // The command's bundle, the library's files and the page; more would be something that does not belong there.
    expect(packed.unpackedSize).toBeLessThan(6_000_000);
  });

  it('runs by its name', async () => {
    const { version } = (await import('../package.json', { with: { type: 'json' } })).default;
    const { stdout } = await run(join(folder, 'node_modules/.bin/restante'), ['--version'], { cwd: folder });
    expect(stdout).toBe(`${version}\n`);
  });

  it('takes mail, shows its page, and its commands find the mail', async () => {
    const server = await serve([], { program, cwd: folder });
    try {
      const { smtp, http } = server.addresses;
      await createTransport({ host: '127.0.0.1', port: smtp?.port, ignoreTLS: true }).sendMail({
        from: 'shop@example.org',
        to: 'ann@example.org',
        subject: 'Your code',
        text: 'Your verification code is 482913.',
      });
      const env = { RESTANTE_URL: http?.url as string };
      const waited = await restante(['wait', '--to', 'ann@example.org', '--timeout', '5s'], { program, env }).ended;
      expect(waited).toMatchObject({ code: 0, stderr: '' });
      expect(waited.stdout).toContain('"Your code"');
      expect(await restante(['healthcheck'], { program, env }).ended).toMatchObject({ code: 0 });

      // Large enough to be decoded in the worker, which the package must carry too.
      const large = await fetch(`${http?.url}api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ from: 'a@example.org', to: ['ann@example.org'], text: `${'word '.repeat(400_000)}end` }),
      });
      const { id } = (await large.json()) as { id: string };
      const detail = (await (await fetch(`${http?.url}api/messages/${id}`)).json()) as { text: string };
      expect(detail.text.trimEnd().slice(-8)).toBe('word end');

      const page = await fetch(http?.url as string, { headers: { accept: 'text/html' } });
      expect(page.status).toBe(200);
      const script = /<script[^>]+src="([^"]+)"/.exec(await page.text())?.[1] as string;
      expect((await fetch(new URL(script, http?.url))).status).toBe(200);
    } finally {
      server.process.kill('SIGTERM');
      expect(await server.ended).toMatchObject({ code: 0 });
    }
  });

  it('has a client whose types need a browser alone', async () => {
    const code = `
      import { createClient, type Inbox, type Settings } from 'restante/client';
      const client = createClient({ url: location.origin });
      export const lend: () => Promise<Inbox> = () => client.createInbox();
      export const set = (all: Settings) => client.settings.put(all, '*');
    `;
    await writeFile(join(folder, 'browser.ts'), code);
    const lib = ['es2023', 'dom', 'dom.iterable'];
    const compilerOptions = { strict: true, module: 'nodenext', target: 'es2023', lib, types: [], noEmit: true };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['browser.ts'] }));
    const tsc = join(project, 'node_modules/typescript/bin/tsc');
    const types = await run(process.execPath, [tsc], { cwd: folder }).catch((error: { stdout: string }) => error);
    expect(types.stdout).toBe('');
  });

  const consumer = `
    import { createServer, type Addresses, type Restante } from 'restante';
    import { createClient, type MessageRow } from 'restante/client';

    const restante: Restante = createServer({ smtp: { port: 0 }, http: { port: 0 } });
    const { http }: Addresses = await restante.start();
    if (!http) throw new Error('no page');
    const client = createClient({ url: http.url });
    await client.messages.send({ from: 'a@example.org', to: 'b@example.org', subject: 'Hello', text: 'Code: 482913' });
    const mail = await client.messages.wait({ to: 'b@example.org', timeout: '5s' });
    const row: Pick<MessageRow, 'subject'> = mail;
    console.log(row.subject, mail.extractCode());
    await restante.stop();
  `;

  it('works as a library, and its types check in a strict project', async () => {
    await writeFile(join(folder, 'consumer.ts'), consumer);
    const config = {
      compilerOptions: {
        strict: true,
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2023', 'dom'],
        outDir: 'out',
        typeRoots: [join(project, 'node_modules/@types')],
        types: ['node'],
      },
      files: ['consumer.ts'],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(project, 'node_modules/typescript/bin/tsc');
    const types = await run(process.execPath, [tsc], { cwd: folder }).catch((error: { stdout: string }) => error);
    expect(types.stdout).toBe('');
    const { stdout } = await run(process.execPath, ['out/consumer.js'], { cwd: folder });
    expect(stdout).toBe('Hello 482913\n');
  });
});
