import { describe, expect, it } from 'vitest';
import { createAuthenticator } from './authenticator.js';

describe('createAuthenticator', () => {
  it('lets everybody in while no users are configured', () => {
    const open = createAuthenticator([]);
    expect(open.open).toBe(true);
    expect(open.check('anyone', '')).toBe(true);
  });

  it('checks configured users', () => {
    const users = createAuthenticator(['ann:secret', 'bob:with:colons', 'Zoë:пароль']);
    expect(users.open).toBe(false);
    expect(users.check('ann', 'secret')).toBe(true);
    expect(users.check('ANN', 'secret')).toBe(true);
    expect(users.check('bob', 'with:colons')).toBe(true);
    expect(users.check('zoe\u0308', 'пароль')).toBe(true);
    for (const [name, password] of [
      ['ann', 'Secret'],
      ['ann', 'secret '],
      ['ann', ''],
      ['bob', 'with'],
      ['nobody', 'secret'],
      ['', ''],
    ] as const) {
      expect(users.check(name, password)).toBe(false);
    }
  });

  it('takes the last password of a name given twice', () => {
    const users = createAuthenticator(['ann:old', 'Ann:new']);
    expect(users.check('ann', 'old')).toBe(false);
    expect(users.check('ann', 'new')).toBe(true);
  });
});
