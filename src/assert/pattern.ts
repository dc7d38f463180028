import { z } from 'zod';
import { PATTERN_LENGTH, PATTERN_STEPS } from './limits.js';

/** A regular expression as it is written: RE2's syntax, alone or as `/…/i`. */
export const patternSchema = z
  .string()
  .min(1)
  .max(PATTERN_LENGTH)
  .meta({ description: 'A regular expression (RE2 syntax, no backreferences), alone or as `/…/i`; flags i, m, s' });

/** A regular expression that cannot be read. */
export class PatternError extends Error {
  override name = 'PatternError';
}

export interface Match {
  readonly found: boolean;
  /** Characters looked at, where that was not the whole text. */
  readonly cutAt?: number;
}

/** Loaded when it is first needed; its time is linear in the text, whatever the expression is. */
const engine = () => import('re2js').then(({ RE2JS }) => RE2JS);

/** Looks for an expression anywhere in a text. @throws PatternError */
export async function matchPattern(pattern: string, text: string): Promise<Match> {
  const RE2JS = await engine();
  const { source, flags } = parts(pattern);
  let bits = 0;
  for (const flag of flags) {
    if (flag === 'i') bits |= RE2JS.CASE_INSENSITIVE;
    else if (flag === 'm') bits |= RE2JS.MULTILINE;
    else if (flag === 's') bits |= RE2JS.DOTALL;
  }
  const compiled = compile(() => RE2JS.compile(source, bits), pattern);
  const most = Math.floor(PATTERN_STEPS / Math.max(1, compiled.programSize()));
  const found = compiled.matcher(text.slice(0, most)).find();
  return text.length > most ? { found, cutAt: most } : { found };
}

function compile<T>(make: () => T, pattern: string): T {
  try {
    return make();
  } catch (error) {
    const why = (error as Error).message.replace(/^error parsing regexp: /, '');
    throw new PatternError(`${JSON.stringify(pattern)} is no regular expression: ${why}.`);
  }
}

function parts(pattern: string): { source: string; flags: string } {
  const match = /^\/(.*)\/([ims]*)$/s.exec(pattern);
  return match ? { source: match[1] ?? '', flags: match[2] ?? '' } : { source: pattern, flags: '' };
}
