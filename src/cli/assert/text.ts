import { AssertionFailed } from '../../client/index.js';
import { type Outcome, passed } from './outcome.js';

/** Why it did not pass, in lines. */
export const reason = ({ answer, error }: Outcome): string =>
  answer ? new AssertionFailed(answer).message : (error ?? '');

/** For people: a line for each document, and under it what differs. */
export function text(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map((outcome) =>
    passed(outcome)
      ? `ok      ${outcome.name}`
      : `not ok  ${outcome.name}\n${reason(outcome).replace(/^/gm, '        ')}`,
  );
  const failed = outcomes.filter((outcome) => !passed(outcome)).length;
  const total =
    failed === 0 ? `All ${outcomes.length} as expected.` : `${failed} of ${outcomes.length} not as expected.`;
  return `${lines.join('\n')}\n${total}\n`;
}
