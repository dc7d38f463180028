import type { z } from 'zod';
import { Slice } from '../lib/slice.js';
import { type AssertedMessage, type Check, type Expectation, under } from './expectation.js';
import { expectations } from './expectations/index.js';

/** What is expected of one message, as `schema.ts` reads it. */
export type Expected = {
  readonly [Kind in keyof typeof expectations]?: z.output<(typeof expectations)[Kind]['schema']>;
};

/** Checks everything that is expected of a message. @throws PatternError */
export async function checkMessage(expected: Expected, message: AssertedMessage): Promise<Check[]> {
  const slice = new Slice();
  const checks: Check[] = [];
  for (const [kind, expectation] of Object.entries(expectations) as [keyof Expected, Expectation][]) {
    if (expected[kind] === undefined) continue;
    checks.push(...under(kind, await expectation.check(expected[kind], message)));
    await slice.turn();
  }
  return checks;
}

const NOTHING: AssertedMessage = {
  subject: '',
  from: [],
  to: [],
  cc: [],
  bcc: [],
  recipients: [],
  headers: [],
  text: '',
  html: '',
  links: [{ text: '', url: '' }],
  codes: [''],
  attachments: [{ filename: '', contentType: '', size: 0, sha256: () => Promise.resolve(null) }],
  tags: [],
  size: 0,
};

/** Reads every regular expression, so that a mistake is told before a message is waited for. @throws PatternError */
export async function readPatterns(expected: Expected): Promise<void> {
  const names = Object.keys(expected.headers ?? {});
  await checkMessage(expected, { ...NOTHING, headers: names.map((name) => ({ name, value: '' })) });
}
