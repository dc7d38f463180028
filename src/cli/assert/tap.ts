import { type Outcome, passed } from './outcome.js';
import { reason } from './text.js';

/** TAP version 14. */
export function tap(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map((outcome, index) => {
    const line = `${passed(outcome) ? 'ok' : 'not ok'} ${index + 1} - ${outcome.name.replace(/[\\#]/g, '\\$&').replace(/\s+/g, ' ')}`;
    if (passed(outcome)) return line;
    // A YAML block; JSON strings are YAML.
    const failed = outcome.answer?.checks.filter(({ pass }) => !pass) ?? [];
    const checks = failed.map(
      ({ path, expected, actual }) =>
        `    - path: ${JSON.stringify(path)}\n      expected: ${JSON.stringify(expected)}\n      actual: ${JSON.stringify(actual)}`,
    );
    const list = checks.length > 0 ? `\n  checks:\n${checks.join('\n')}` : '';
    return `${line}\n  ---\n  message: ${JSON.stringify(reason(outcome))}${list}\n  ...`;
  });
  return ['TAP version 14', `1..${outcomes.length}`, ...lines, ''].join('\n');
}
