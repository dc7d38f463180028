import { describe, expect, it } from 'vitest';
import { createAddressList, plainAddress } from './address.js';

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['2001:DB8::0001', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['', ''],
  ['@', '@'],
])('%s is %s', (address, plain) => expect(plainAddress(address)).toBe(plain));

describe('a list of addresses', () => {
  it('has addresses and networks of both families', () => {
    const has = createAddressList(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1']);
    for (const address of ['10.1.2.3', '192.0.2.7', '::ffff:192.0.2.7', '2001:db8:ffff::1', '::1']) {
      expect(has(address), address).toBe(true);
    }
    for (const address of ['11.0.0.1', '192.0.2.8', '2001:db9::1', '::2', '', 'unix:']) {
      expect(has(address), address).toBe(false);
    }
    expect(createAddressList([])('127.0.0.1')).toBe(false);
    expect(createAddressList(['*'])('203.0.113.9')).toBe(true);
  });

  it.each(['localhost', '10.0.0.0/33', ''])('does not take %j', (name) => {
    expect(() => createAddressList([name])).toThrow();
  });
});
