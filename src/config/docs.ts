import { type Option, options } from './options.js';

const DURATIONS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;
const SIZES = [
  ['GB', 1024 ** 3],
  ['MB', 1024 ** 2],
  ['KB', 1024],
] as const;

function inUnits(value: number, units: readonly (readonly [string, number])[]): string {
  const unit = units.find(([, size]) => value >= size && value % size === 0);
  return unit ? `${value / unit[1]}${unit[0]}` : String(value);
}

/** A default as one would write it: `5m`, `50MB`, `off`; empty when there is none. */
export function defaultText({ defaultValue, value, isSwitch }: Option): string {
  if (defaultValue === undefined || (Array.isArray(defaultValue) && defaultValue.length === 0)) return '';
  if (isSwitch) return defaultValue ? 'on' : 'off';
  if (defaultValue === 0) return '0';
  if (value === 'TIME') return inUnits(Number(defaultValue), DURATIONS);
  if (value === 'SIZE') return inUnits(Number(defaultValue), SIZES);
  return String(defaultValue);
}

/** A flag with its placeholder; a switch that is on by default is shown by what turns it off. */
export function flagText({ flag, value, isSwitch, defaultValue }: Option): string {
  if (isSwitch) return defaultValue ? `--no-${flag}` : `--${flag}`;
  return `--${flag} ${value}`;
}

/** The options by group, groups and options in the schema's order. */
export function optionsByGroup(): Map<string, Option[]> {
  const groups = new Map<string, Option[]>();
  for (const option of options()) groups.set(option.group, [...(groups.get(option.group) ?? []), option]);
  return groups;
}

const code = (text: string) => (text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``);
const cell = (text: string) => text.replaceAll('|', '\\|');

function table(group: readonly Option[]): string {
  const rows = group.map((option) => {
    const meaning = option.list ? `${option.description}. May be given several times` : option.description;
    const cells = [code(flagText(option)), code(option.variable), code(option.key), code(defaultText(option))];
    return `| ${[...cells, cell(meaning)].join(' | ')} |`;
  });
  return ['| Flag | Variable | Key in the file | Default | Meaning |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

const INTRODUCTION = `# Configuration

<!-- Written by \`npm run docs\` from src/config/schema.ts; a test fails when the two differ. -->

Everything has a default: \`restante\` alone works. An option can be given as a flag, as an environment variable or in
a config file. Where it is given twice, the flag wins over the variable, the variable over the file.

- **Times** are a number with a unit, \`500ms\`, \`5s\`, \`2m\`, \`1h\`, \`7d\`, or a bare number of milliseconds.
- **Sizes** are a number with a unit, \`64KB\`, \`50MB\`, \`1.5GB\` (powers of 1024), or a bare number of bytes.
- **Ports** are a number, \`0\` for any free port, or \`off\`.
- **Switches** are turned on by \`--name\` and off by \`--no-name\`; in a variable or the file they are \`true\` or \`false\`.
- **Lists** repeat their flag, separate values by commas in a variable, and are an array in the file.
- An empty variable counts as not set. Variables by which Kubernetes describes a service are passed over.

The file is \`restante.config.json\` or \`restante.config.js\` in the current folder, or the one that \`--config FILE\` or
\`RESTANTE_CONFIG\` names. File names in it start from its own folder. A \`.js\` file has the configuration as its default
export:

\`\`\`js
export default {
  smtp: { port: 2525 },
  http: { label: 'staging' },
  store: { maxMessages: 20000, maxAge: '7d' },
};
\`\`\`

A mistake stops the start with exit code 2 and one line that names the option, its value, where it came from and what
was expected. Values of secrets are never shown.
`;

const ENDING = `## Variables that are no options

| Variable | Read by | Meaning |
| --- | --- | --- |
| \`RESTANTE_CONFIG\` | \`restante serve\` | The config file, as \`--config\` |
| \`RESTANTE_URL\` | \`restante wait\`, \`import\`, \`export\`, \`healthcheck\` | Where the server is |
| \`RESTANTE_TOKEN\` | the same | The bearer token to send |
| \`RESTANTE_SMTP\` | \`restante sendmail\` | \`host:port\` to deliver to |
| \`RESTANTE_BROWSER\` | the tests of Restante itself | The browser to run |
`;

/** docs/configuration.md, whole. */
export function renderConfigurationDocs(): string {
  const groups = [...optionsByGroup()].map(([name, group]) => `## ${name}\n\n${table(group)}\n`);
  return [INTRODUCTION, ...groups, ENDING].join('\n');
}
