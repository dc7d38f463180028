import { ConfigError } from '../config/error.js';
import { Settings } from '../settings/settings.js';
import { checkStore, type Problem, type Report } from '../store/json/index.js';
import type { CommandIo } from './command.js';
import { guarded, parseFlags, UsageError } from './remote.js';

export const help = {
  usage: `restante doctor DIR [--repair] [--json]

  --repair       Put the folder in order: what does not fit goes into quarantine/, nothing is thrown away
  --json         The report as JSON: messages, accounts, bytes, journalBytes, owner, repaired, problems

Reads every byte of a data folder and names all that is wrong with it. Without --repair nothing is changed, and a server
may be using it. Exit code 0: nothing is wrong (or everything that was has been repaired), 1: something is, 2: asked
wrongly.`,
  summary: 'Check a data folder, and repair it',
};

/** `restante doctor`: 0 in order, 1 not, 2 asked wrongly. */
export function run(argv: string[], io: CommandIo): Promise<number> {
  return guarded('doctor', io, async () => {
    const { values, positionals } = parseFlags(argv, { repair: { type: 'boolean' }, json: { type: 'boolean' } });
    const [dir, more] = positionals;
    if (dir === undefined || more !== undefined) throw new UsageError('give one data folder');
    const report = await checkStore(dir, { repair: values.repair });
    const settings = await checkSettings(dir);
    const all = { ...report, problems: [...report.problems, ...settings] };
    io.stdout.write(values.json ? `${JSON.stringify(all, null, 2)}\n` : inWords(all, dir));
    // Settings are for people: nobody else can say what was meant.
    return all.problems.length === 0 || (report.repaired && settings.length === 0) ? 0 : 1;
  });
}

async function checkSettings(dir: string): Promise<Problem[]> {
  try {
    await Settings.open(dir);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ kind: 'other', file: 'settings.json', detail: error.message, quarantined: null }];
  }
}

function inWords(report: Report, dir: string): string {
  const { messages, accounts, bytes, journalBytes, owner, repaired, problems } = report;
  const lines = [
    `${dir}: ${count(messages, 'message')} (${size(bytes)}), ${count(accounts, 'account')}, journal ${size(journalBytes)}.`,
  ];
  if (owner) {
    lines.push(`In use by process ${owner.pid} on ${owner.host}: what it is writing just now may look like a problem.`);
  }
  if (problems.length === 0) lines.push('Everything fits.');
  else lines.push(`${count(problems.length, 'problem')}:`);
  for (const { kind, file, detail, quarantined } of problems) {
    lines.push(`  ${kind.padEnd(16)} ${file}`, `    ${detail}`);
    if (quarantined) lines.push(`    put into ${quarantined}`);
  }
  if (repaired && problems.length > 0) lines.push('The folder is in order now; quarantine/ has what did not fit.');
  else if (problems.some(({ file }) => file !== 'settings.json'))
    lines.push('`restante doctor DIR --repair` puts the folder in order.');
  return `${lines.join('\n')}\n`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
