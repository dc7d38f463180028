import { parseArgs } from 'node:util';
import { ConfigError, suggestion } from './error.js';
import type { Option } from './options.js';

/** What a command line of `restante serve` says. */
export interface Flags {
  /** Texts (several for a list option), or true and false for a switch. */
  values: Map<Option, string | string[] | boolean>;
  config: string | undefined;
}

/**
 * Reads the flags of `restante serve`. Of a flag given twice the last one counts, unless it is a list.
 * @throws ConfigError for an unknown flag, a missing value, a value given to a switch, or a word that is no flag
 */
export async function parseFlags(argv: readonly string[], known: readonly Option[]): Promise<Flags> {
  const byFlag = new Map(known.map((option) => [option.flag, option]));
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(known.map(({ flag, isSwitch }) => [flag, { type: isSwitch ? 'boolean' : 'string' }])),
      config: { type: 'string' },
    },
  });
  const flags: Flags = { values: new Map(), config: undefined };
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      throw new ConfigError(`"${token.value}" is not a flag; every option begins with --, see restante --help`);
    }
    const { name, value, rawName } = token;
    const negated = name.startsWith('no-') ? byFlag.get(name.slice(3)) : undefined;
    const option = byFlag.get(name) ?? (negated?.isSwitch ? negated : undefined);
    if (!option && name !== 'config') {
      const names = known.flatMap(({ flag, isSwitch }) => (isSwitch ? [`--${flag}`, `--no-${flag}`] : [`--${flag}`]));
      const fix = await suggestion(rawName, [...names, '--config', '--help', '--version'], 'see restante --help');
      throw new ConfigError(`Unknown flag ${rawName}; ${fix}`);
    }
    if (option?.isSwitch) {
      if (value !== undefined) {
        throw new ConfigError(`${rawName} takes no value: --${option.flag} turns it on, --no-${option.flag} off`);
      }
      flags.values.set(option, option !== negated);
      continue;
    }
    // parseArgs takes the next word as the value even when it is a flag: then the value was forgotten.
    const forgotten = !token.inlineValue && value?.startsWith('--');
    if (value === undefined || value === '' || forgotten) {
      throw new ConfigError(`${rawName} needs a value: ${rawName} ${option?.value ?? 'FILE'}`);
    }
    if (!option) flags.config = value;
    else if (option.list) flags.values.set(option, [...((flags.values.get(option) as string[]) ?? []), value]);
    else flags.values.set(option, value);
  }
  return flags;
}
