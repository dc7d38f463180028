import { type Outcome, passed } from './outcome.js';
import { reason } from './text.js';

/** JUnit's XML, as continuous integration servers read it: a suite for each file, a case for each document. */
export function junit(outcomes: readonly Outcome[]): string {
  const files = [...new Set(outcomes.map(({ file }) => file))];
  const suites = files.map((file) => {
    const own = outcomes.filter((outcome) => outcome.file === file);
    return `  <testsuite name="${xml(file)}" ${totals(own)}>\n${own.map(testcase).join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="restante assert" ${totals(outcomes)}>\n${suites.join('')}</testsuites>\n`;
}

function totals(outcomes: readonly Outcome[]): string {
  const errors = outcomes.filter(({ answer }) => !answer).length;
  const failures = outcomes.filter((outcome) => !passed(outcome)).length - errors;
  const seconds = Math.max(0, ...outcomes.map((outcome) => outcome.seconds));
  return `tests="${outcomes.length}" failures="${failures}" errors="${errors}" time="${seconds.toFixed(3)}"`;
}

function testcase(outcome: Outcome): string {
  const head = `    <testcase name="${xml(outcome.name)}" classname="${xml(outcome.file)}" time="${outcome.seconds.toFixed(3)}"`;
  if (passed(outcome)) return `${head}/>\n`;
  const kind = outcome.answer ? 'failure' : 'error';
  const [first = '', ...rest] = reason(outcome).split('\n');
  return `${head}>\n      <${kind} message="${xml(first)}">${xml(rest.join('\n'))}</${kind}>\n    </testcase>\n`;
}

/** XML 1.0 §2.2 has no other controls, not even as references. */
const NO_CHARACTER = /(?![\t\n\r])\p{Cc}|\p{Surrogate}|[\ufffe\uffff]/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const xml = (text: string): string =>
  text.replace(NO_CHARACTER, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
