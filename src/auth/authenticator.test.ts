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

  it('answers digests for configured users only', () => {
    // RFC 1939 §7
    const timestamp = '<1896.697170952@dbc.mtview.ca.us>';
    const digest = 'c4c9334bac560ecc979e58001b3e22fb';
    const users = createAuthenticator(['mrose:tanstaaf']);
    expect(users.apop('mrose', timestamp, digest)).toBe(true);
    expect(users.apop('MROSE', timestamp, digest.toUpperCase())).toBe(true);
    expect(users.apop('mrose', '<other@example.org>', digest)).toBe(false);
    expect(users.apop('nobody', timestamp, digest)).toBe(false);
    expect(users.apop('mrose', timestamp, '')).toBe(false);
    const open = createAuthenticator([]);
    expect(open.apop('mrose', timestamp, digest)).toBe(false);
    expect(open.cramMd5('mrose', timestamp, digest)).toBe(false);
    expect(open.scram('mrose').keys()).toBeNull();
  });

  it('takes other users at run time', () => {
    const auth = createAuthenticator(['ann:secret']);
    auth.setUsers(['bob:word']);
    expect(auth.check('ann', 'secret')).toBe(false);
    expect(auth.check('bob', 'word')).toBe(true);
    auth.setUsers([]);
    expect(auth.open).toBe(true);
  });

  it('compares passwords as they look, not as they are written', () => {
    const auth = createAuthenticator(['ann:Zo\u00eb\u2168']);
    expect(auth.check('ann', 'Zoe\u0308IX')).toBe(true);
    expect(auth.check('ann', 'ZOe\u0308IX')).toBe(false);
  });
});
