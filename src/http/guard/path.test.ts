import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTarget } from './path.js';

describe('readTarget', () => {
  it.each([
    ['/', '/', ''],
    ['/api/messages?query=a%20b', '/api/messages', '?query=a%20b'],
    ['/api/messages/', '/api/messages/', ''],
    ['/%61pi/messages', '/api/messages', ''],
    ['/a?b?c', '/a', '?b?c'],
    ['/a?', '/a', ''],
    ['/a#b?c', '/a', ''],
    ['/a?x=1#frag', '/a', '?x=1'],
    ['/a%2Eb', '/a.b', ''],
    ['/%252e%252e/x', '/%252e%252e/x', ''],
    ['/api/accounts/a%2Fb%40x/mailboxes', '/api/accounts/a%2Fb%40x/mailboxes', ''],
    ['/%C3%A4', '/%C3%A4', ''],
  ])('%s', (target, path, search) => {
    expect(readTarget(target)).toEqual({ path, search });
  });

  it.each([
    ['', 'does not begin'],
    ['*', 'does not begin'],
    ['http://evil.example/', 'does not begin'],
    ['//api/messages', 'empty segment'],
    ['/api//messages', 'empty segment'],
    ['/api/../x', 'dot segment'],
    ['/api/%2e%2e/x', 'dot segment'],
    ['/api/%2E./x', 'dot segment'],
    ['/./x', 'dot segment'],
    ['/api/a%2fb', 'encoded slash'],
    ['/mail/api%2fmessages', 'encoded slash'],
    ['/api/accounts/a%2Fb/other', 'encoded slash'],
    ['/api\\messages', 'backslash'],
    ['/api%5cmessages', 'backslash'],
    ['/api/%00', 'control'],
    ['/api/%0d%0aSet-Cookie:x', 'control'],
    ['/api/%zz', 'percent-encoding'],
    ['/api/%c0%af', 'percent-encoding'],
    ['/api/%', 'percent-encoding'],
  ])('refuses %j', (target, why) => {
    expect(() => readTarget(target)).toThrow(why);
  });

  it('gives a path that it reads as itself', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        let first: ReturnType<typeof readTarget>;
        try {
          first = readTarget(`${path}?${query}`);
        } catch {
          return;
        }
        expect(readTarget(first.path + first.search)).toEqual(first);
      }),
    );
  });
});
