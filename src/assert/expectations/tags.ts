import { expectation } from '../expectation.js';
import { checkSet, setExpectation } from '../set.js';

export const tags = expectation({
  schema: setExpectation,
  check: (expected, { tags: actual }) =>
    checkSet(expected, actual, (one, index) => one.toLowerCase() === actual[index]?.toLowerCase()),
});
