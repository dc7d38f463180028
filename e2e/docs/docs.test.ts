import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { createServer, type Restante } from '../../src/server.js';
import { documentedBlocks } from './blocks.js';

/** Every block of code of the documentation does what the page says; its addresses are those of the test's servers. */

const run = promisify(execFile);
const project = fileURLToPath(new URL('../..', import.meta.url));
const blocks = await documentedBlocks();

/** Blocks that are not run here, by a part of them, and what runs them instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'npm start   #': 'scripts/lib/install.test.ts and whoever runs this test',
  'restante serve --http-port 1080': 'e2e/cli/serve.test.ts: it serves until it is stopped',
  'smtp.example.org': 'src/http/api/relay.test.ts: here it would send mail out',
  'restante --store postgres://': 'the tests of src/store/postgres/, which have a database',
  '// Needs fetchmail': 'scripts/lib/programs.test.ts reads such lines',
};
const elsewhere = (code: string) => Object.keys(ELSEWHERE).some((part) => code.includes(part));

let folder: string;
let here: Restante;
let other: Restante;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restante-docs-'));
  [here, other] = (await Promise.all(
    [1, 2].map(async () => {
      const server = createServer({ smtp: { port: 0 } });
      await server.start();
      return server;
    }),
  )) as [Restante, Restante];
  // `restante` by its name, and packages by theirs.
  await mkdir(join(folder, 'bin'));
  await writeFile(
    join(folder, 'bin/restante'),
    `#!/bin/sh\nexec "${process.execPath}" "${project}bin/restante.js" "$@"\n`,
  );
  await chmod(join(folder, 'bin/restante'), 0o755);
  await mkdir(join(folder, 'node_modules'));
  for (const name of ['vitest', 'nodemailer']) {
    await symlink(join(project, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
  }
  await symlink(project, join(folder, 'node_modules/restante'), 'dir');
});
afterAll(async () => {
  for (const server of [here, other]) {
    expect(await server.store.verify()).toEqual([]);
    await server.stop();
  }
  await rm(folder, { recursive: true });
});

/** The code with the addresses of the test's servers in the place of the usual ones. */
function placed(code: string): string {
  const { smtp, http } = here.addresses;
  return code
    .replaceAll('127.0.0.1:8025', `127.0.0.1:${http?.port}`)
    .replaceAll('127.0.0.1:8026', `127.0.0.1:${other.addresses.http?.port}`)
    .replaceAll('127.0.0.1:1025', `127.0.0.1:${smtp?.port}`)
    .replaceAll('node bin/restante.js', 'restante');
}

async function shell(code: string): Promise<string> {
  const { smtp, http } = here.addresses;
  const { stdout } = await run('sh', ['-euc', placed(code)], {
    cwd: folder,
    timeout: 30_000,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      RESTANTE_URL: http?.url,
      RESTANTE_SMTP: `127.0.0.1:${smtp?.port}`,
      RESTANTE_HTTP_PORT: String(http?.port),
    },
  });
  return stdout;
}

describe('shell', () => {
  const scripts = blocks.filter(({ language, code }) => language === 'sh' && !elsewhere(code));
  it.each(scripts)('$page: $code', async ({ code }) => {
    const said = await shell(code);
    // curl is quiet about a refusal.
    for (const [, status = ''] of said.matchAll(/^HTTP\/1\.1 (\d+)/gm)) expect(Number(status)).toBeLessThan(400);
    expect(said).not.toMatch(/"status":[45]\d\d/);
  });
});

describe('JavaScript and TypeScript', () => {
  const modules = blocks.filter(({ language, code }) => /^[jt]s$/.test(language) && !elsewhere(code));

  /** Mail that the reader's application would have sent. */
  const APPLICATION = `
    import { createTransport } from 'nodemailer';
    const app = {
      requestPasswordReset: (to) =>
        createTransport({ ...restante.addresses.smtp, secure: false, ignoreTLS: true }).sendMail({
          from: 'shop@app.example', to, subject: 'Reset your password',
          text: 'Reset it: https://app.example/reset/1 Your code is 482913.',
        }),
    };`;

  /** Statements as the body of a test, with the client and the application that they speak of. */
  function asTest(code: string): string {
    const statements = code
      .replace(/^import (\{.*\}) from ('.*');/m, 'const $1 = await import($2);')
      .replace(/^(?=const mail )/m, "await app.requestPasswordReset('ann@example.org');\n");
    const client = "const client = (await import('restante/client')).createClient({ url: 'http://127.0.0.1:8025' });";
    return `import { expect, it } from 'vitest';
      it('runs', async () => {
        const app = { requestPasswordReset: (to) =>
          client.messages.send({ from: 'shop@app.example', to, text: 'Your verification code is 482913.' }) };
        ${code.includes('createClient') ? '' : client}
        ${statements}
        ${/^const code /m.test(code) ? "expect(code).toBe('482913');" : ''}
      });`;
  }

  it.each(modules)('$page: $code', async ({ code }) => {
    if (code.startsWith('export default')) {
      await writeFile(join(folder, 'restante.config.js'), code);
      const read = await loadConfig({ argv: ['--config', join(folder, 'restante.config.js')], env: {}, cwd: folder });
      expect(read.config.http.label).toBe('staging');
      return;
    }
    const test = code.includes("from 'vitest'") ? `${code}\n${APPLICATION}` : asTest(code);
    await writeFile(join(folder, 'block.test.ts'), placed(test));
    const patience = ['--testTimeout=50000', '--hookTimeout=50000'];
    const vitest = [join(project, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, ...patience];
    const { stdout } = await run(process.execPath, vitest, { cwd: folder, timeout: 60_000 });
    expect(stdout).toMatch(/1 passed/);
  });
});

it('what is run elsewhere is still there', () => {
  for (const part of Object.keys(ELSEWHERE))
    expect(
      blocks.filter(({ code }) => code.includes(part)),
      part,
    ).toHaveLength(1);
});
