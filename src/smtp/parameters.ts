import type { Note } from '../message/types.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not be kept
const CONTROL = /[\x00-\x1f\x7f]/;

/**
 * The ESMTP parameters behind a path (RFC 5321 §4.1.2 Mail-parameters): names in upper case, values as written
 * (xtext, RFC 3461 §4, is not decoded), `true` for a bare keyword. The first of two of the same name counts.
 * Undefined when a value has control characters.
 */
export function parseParameters(text: string, notes: Note[]): Record<string, string | true> | undefined {
  const params: Record<string, string | true> = Object.create(null);
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    const equals = word.indexOf('=');
    const name = (equals === -1 ? word : word.slice(0, equals)).toUpperCase();
    const value = equals === -1 ? true : word.slice(equals + 1);
    if (CONTROL.test(word)) return undefined;
    if (name === '') notes.push({ code: 'bad-parameter', text: 'A parameter has no name.' });
    else if (name in params) notes.push({ code: 'duplicate-parameter', text: `${shown(name)} is given twice.` });
    else params[name] = value;
  }
  // An ordinary object, so that copies and comparisons behave as usual.
  return { ...params };
}

const shown = (text: string): string => text.slice(0, 40);

type Rule = (value: string | true) => boolean;
const oneOf =
  (...words: string[]): Rule =>
  (value) =>
    value !== true && words.includes(value.toUpperCase());
const text: Rule = (value) => value !== true && value !== '';

/** Parameters of MAIL that are advertised, with what their values may be. */
const MAIL: Readonly<Record<string, Rule>> = {
  SIZE: (value) => value !== true && /^\d{1,20}$/.test(value), // RFC 1870 §3
  BODY: oneOf('7BIT', '8BITMIME'), // RFC 6152 §3
  SMTPUTF8: (value) => value === true, // RFC 6531 §3.4
  RET: oneOf('FULL', 'HDRS'), // RFC 3461 §4.3
  ENVID: text, // RFC 3461 §4.4
  AUTH: text, // RFC 4954 §5
};

/** … and of RCPT. */
const RCPT: Readonly<Record<string, Rule>> = {
  // RFC 3461 §4.1: NEVER stands alone.
  NOTIFY: (value) =>
    value !== true && /^(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY))*)$/i.test(value),
  ORCPT: (value) => value !== true && /^[^\s;]+;./.test(value), // RFC 3461 §4.2
};

/** Notes about parameters that a strict server would refuse: unknown ones and bad values. */
export function checkParameters(command: 'MAIL' | 'RCPT', params: Readonly<Record<string, string | true>>): Note[] {
  const rules = command === 'MAIL' ? MAIL : RCPT;
  const notes: Note[] = [];
  for (const [name, value] of Object.entries(params)) {
    const rule = rules[name];
    if (!rule) notes.push({ code: 'unknown-parameter', text: `${command} has the unknown parameter ${shown(name)}.` });
    else if (!rule(value)) notes.push({ code: 'bad-parameter', text: `${command} has a bad value for ${name}.` });
  }
  return notes;
}
