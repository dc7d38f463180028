import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { defaultText, renderConfigurationDocs } from './docs.js';
import { type Option, options } from './options.js';
import { configSchema } from './schema.js';
import { parseDuration, parseSize } from './units.js';

it('docs/configuration.md is what the schema says; run `npm run docs` when this fails', async () => {
  const committed = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  expect(committed).toBe(renderConfigurationDocs());
});

it('defaults in human units read back as the same value', () => {
  const defaults: unknown = configSchema.parse({});
  for (const option of options()) {
    const value = option.path.reduce<unknown>((below, name) => (below as Record<string, unknown>)[name], defaults);
    const text = defaultText(option);
    if (option.value === 'TIME') expect(parseDuration(text), option.key).toBe(value);
    else if (option.value === 'SIZE') expect(parseSize(text), option.key).toBe(value);
    else if (text !== '' && !option.isSwitch) expect(text, option.key).toBe(String(value));
  }
});

it('uneven values keep their exact number', () => {
  const size = { value: 'SIZE', isSwitch: false, defaultValue: 1025 } as Option;
  expect(defaultText(size)).toBe('1025');
  expect(defaultText({ ...size, defaultValue: 1536 * 1024 })).toBe('1536KB');
});

it('every option has a flag, a variable and a key of its own', () => {
  for (const field of ['flag', 'variable', 'key'] as const) {
    const names = options().map((option) => option[field]);
    expect(new Set(names).size, field).toBe(names.length);
  }
});
