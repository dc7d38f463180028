import { defaultText, flagText, optionsByGroup } from '../config/docs.js';
import type { Option } from '../config/options.js';
import { version } from '../lib/version.js';
import type { Command } from './command.js';
import { commands } from './commands.js';

const WIDTH = 96;
const COLUMN = 30;

/** The help of a subcommand. */
export function commandHelp({ usage, summary }: Command['help']): string {
  return `${summary}\n\n${usage.startsWith('Usage') ? usage : `Usage: ${usage}`}\n`;
}

/** `restante --help`: the commands and every option of the server by group, from the schema. */
export async function fullHelp(): Promise<string> {
  const summaries = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => row(name, (await load()).help.summary)),
  );
  const groups = [...optionsByGroup()].map(([name, group]) => section(name, group.map(optionRow)));
  const more = [row('--config FILE', 'Config file (restante.config.json or .js in the current folder)')];
  more.push(row('--help, --version', 'Show this, or the version'));
  return `${[
    `Restante ${version}, a mail sandbox server: accepts every message, keeps it and shows it live.`,
    'Usage: restante [serve] [options]\n       restante <command> --help',
    section('Commands', summaries),
    ...groups,
    section('Other', more),
    'Each option is also a variable (--smtp-port: RESTANTE_SMTP_PORT) and a key in the config file.',
  ].join('\n\n')}\n`;
}

const section = (title: string, rows: readonly string[]) => `${title}\n${rows.join('\n')}`;

function optionRow(option: Option): string {
  const defaults = option.isSwitch ? '' : defaultText(option);
  const notes = [defaults, option.list ? 'may be repeated' : ''].filter(Boolean).join('; ');
  return row(flagText(option), describe(option) + (notes && ` [${notes}]`));
}

/** A switch that is on by default is listed as `--no-…`, and must then be described as what it turns off. */
function describe({ description, isSwitch, defaultValue }: Option): string {
  return isSwitch && defaultValue
    ? `Turns off: ${description.charAt(0).toLowerCase()}${description.slice(1)}`
    : description;
}

/** A name and its text in two columns, the text wrapped; a name that is too long has a line of its own. */
function row(name: string, text: string): string {
  const lines = [''];
  for (const word of text.replaceAll('`', '').split(' ')) {
    const line = lines.at(-1) as string;
    if (line && line.length + 1 + word.length > WIDTH - COLUMN) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  const margin = `\n${' '.repeat(COLUMN)}`;
  return `  ${name.length > COLUMN - 3 ? name + margin : `${name.padEnd(COLUMN - 3)} `}${lines.join(margin)}`;
}
