import { expectation } from '../expectation.js';
import { checkText, conditionsOf, textExpectation } from '../text.js';

export const html = expectation({
  schema: textExpectation('contains'),
  check: (expected, message) => checkText(conditionsOf(expected, 'contains'), message.html),
});
