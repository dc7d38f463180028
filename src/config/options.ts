import type { z } from 'zod';
import { configSchema, type OptionMeta } from './schema.js';

/** One option of the schema, as flags, environment, help and documentation see it. */
export interface Option extends OptionMeta {
  readonly description: string;
  /** Where it stands in the configuration, e.g. `['smtp', 'port']`. */
  readonly path: readonly string[];
  /** The path with dots: the key in a config file. */
  readonly key: string;
  /** The environment variable. */
  readonly variable: string;
  /** A flag without a value, which `--no-…` turns off. */
  readonly isSwitch: boolean;
  /** Its value names a file or a folder. */
  readonly isFile: boolean;
  readonly defaultValue: unknown;
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  /** Of a pipe: what comes before its transformation. */
  readonly in?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

const definition = (schema: z.ZodType) => schema._zod.def as unknown as Definition;

function defaultOf(schema: z.ZodType): unknown {
  const { in: before, defaultValue } = definition(schema);
  return before ? defaultOf(before) : defaultValue;
}

function* walk(shape: Readonly<Record<string, z.ZodType>>, above: readonly string[]): Generator<Option> {
  for (const [name, schema] of Object.entries(shape)) {
    const path = [...above, name];
    const meta = schema.meta() as (OptionMeta & { description: string }) | undefined;
    if (meta?.flag) {
      yield {
        ...meta,
        path,
        key: path.join('.'),
        variable: `RESTANTE_${meta.flag.replaceAll('-', '_').toUpperCase()}`,
        isSwitch: meta.value === undefined,
        isFile: meta.value === 'FILE' || meta.value === 'DIR',
        defaultValue: defaultOf(schema),
      };
      continue;
    }
    const inner = definition(schema).innerType ?? schema;
    const below = definition(inner).shape;
    if (!below) throw new Error(`The option ${path.join('.')} has no flag in the schema.`);
    yield* walk(below, path);
  }
}

let known: readonly Option[] | undefined;

/** Every option of the schema, in its order; the schema is walked once. */
export function options(): readonly Option[] {
  known ??= [...walk(configSchema.shape, [])];
  return known;
}
