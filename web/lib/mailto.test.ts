import { expect, it } from 'vitest';
import { parseMailto } from './mailto.js';

const NOTHING = { to: '', cc: '', subject: '', text: '' };

it.each([
  ['mailto:ann@example.org', { to: 'ann@example.org' }],
  [
    'MAILTO:ann@example.org?subject=Hello%20there&body=one%0D%0Atwo',
    { to: 'ann@example.org', subject: 'Hello there', text: 'one\ntwo' },
  ],
  ['mailto:a@x,b%40y?to=c@z&cc=d@w', { to: 'a@x,b@y, c@z', cc: 'd@w' }],
  ['mailto:?to=ann+tag@example.org', { to: 'ann+tag@example.org' }],
  ['mailto:ann@x?subject=a%0D%0ABcc:%20b@y', { to: 'ann@x', subject: 'a Bcc: b@y' }],
  ['mailto:%zz?subject=%', { to: '%zz', subject: '%' }],
])('%s', (url, expected) => {
  expect(parseMailto(url)).toEqual({ ...NOTHING, ...expected });
});

it.each(['https://example.org', 'javascript:mailto:a@b', ''])('%s is none', (url) => {
  expect(parseMailto(url)).toBeUndefined();
});
