import { describe, expect, it } from 'vitest';
import { checkParameters } from './parameters.js';

describe('checkParameters', () => {
  it.each([
    ['MAIL', { SIZE: '12345', BODY: '8bitmime', SMTPUTF8: true, RET: 'hdrs', ENVID: 'x', AUTH: '<>' }],
    ['RCPT', { NOTIFY: 'success,FAILURE', ORCPT: 'rfc822;ann@example.org' }],
    ['RCPT', { NOTIFY: 'NEVER' }],
  ] as const)('has nothing to say about a good %s %j', (command, params) => {
    expect(checkParameters(command, params)).toEqual([]);
  });

  it.each([
    ['MAIL', { SIZE: 'big' }, 'bad-parameter'],
    ['MAIL', { SIZE: true }, 'bad-parameter'],
    ['MAIL', { BODY: 'BINARYMIME' }, 'bad-parameter'],
    ['MAIL', { SMTPUTF8: 'yes' }, 'bad-parameter'],
    ['MAIL', { RET: 'ALL' }, 'bad-parameter'],
    ['MAIL', { ENVID: true }, 'bad-parameter'],
    ['MAIL', { NOTIFY: 'NEVER' }, 'unknown-parameter'],
    ['MAIL', { 'X-ODD': 'x' }, 'unknown-parameter'],
    ['RCPT', { NOTIFY: 'NEVER,SUCCESS' }, 'bad-parameter'],
    ['RCPT', { NOTIFY: true }, 'bad-parameter'],
    ['RCPT', { ORCPT: 'ann@example.org' }, 'bad-parameter'],
    ['RCPT', { SIZE: '1' }, 'unknown-parameter'],
    ['RCPT', { CONSTRUCTOR: '1' }, 'unknown-parameter'],
  ] as const)('notes about %s %j: %s', (command, params, code) => {
    expect(checkParameters(command, params as Record<string, string | true>).map((note) => note.code)).toEqual([code]);
  });
});
