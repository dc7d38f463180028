import { expectation } from '../expectation.js';
import { checkText, conditionsOf, textExpectation } from '../text.js';

export const subject = expectation({
  schema: textExpectation('equals'),
  check: (expected, message) => checkText(conditionsOf(expected, 'equals'), message.subject),
});
