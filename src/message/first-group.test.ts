import { expect, it } from 'vitest';
import { firstGroup } from './first-group.js';

it.each([
  ['team: a@example.org, b@example.org;', 'team'],
  ['undisclosed-recipients:;', 'undisclosed-recipients'],
  ['"A, B": c@example.org;', 'A, B'],
  ['=?utf-8?q?gr=C3=BCn?=: a@example.org;', 'grün'],
  ['a@example.org, team: b@example.org;', null],
  ['<a@example.org>', null],
  ['"a:b" <a@example.org>', null],
  ['', null],
])('%s', (value, name) => {
  expect(firstGroup(value)).toBe(name);
});
