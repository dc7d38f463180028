import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { restante } from './child.js';

const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('restante --help', () => {
  it('is what help.golden.txt says; `vitest -u` writes it anew', async () => {
    const { code, stdout, stderr } = await restante(['--help']).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout.replace(manifest.version, 'VERSION')).toMatchFileSnapshot('help.golden.txt');
  });

  it('stays readable: no line is wider than 96 columns', async () => {
    const { stdout } = await restante(['help']).ended;
    expect(stdout.split('\n').filter((line) => line.length > 96)).toEqual([]);
  });

  it.each([['-h'], ['help'], ['help', 'serve'], ['serve', '--help'], ['--smtp-port', '0', '--help']])(
    '%s %s is the same',
    async (...args) => {
      const words = args.filter((word) => word !== undefined);
      expect(await restante(words).ended).toEqual(await restante(['--help']).ended);
    },
  );

  it.each(['sendmail', 'wait', 'mcp', 'import', 'export', 'doctor', 'healthcheck'])(
    'help %s tells its usage',
    async (name) => {
      const { code, stdout } = await restante(['help', name]).ended;
      expect(code).toBe(0);
      expect(stdout).toContain(`restante ${name}`);
      expect(await restante([name, '--help']).ended).toMatchObject({ code: 0, stdout });
    },
  );

  it('of an unknown command names the nearest', async () => {
    const line = 'Unknown command "snedmail"; did you mean sendmail?\n';
    expect(await restante(['help', 'snedmail']).ended).toMatchObject({ code: 2, stdout: '', stderr: line });
  });

  it.each(['--version', '-v', 'version'])('%s is the version and nothing else', async (word) => {
    expect(await restante([word]).ended).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });
});
