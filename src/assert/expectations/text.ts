import { expectation } from '../expectation.js';
import { checkText, conditionsOf, textExpectation } from '../text.js';

export const text = expectation({
  schema: textExpectation('contains'),
  check: (expected, message) => checkText(conditionsOf(expected, 'contains'), message.text),
});
