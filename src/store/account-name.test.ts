import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeAccount } from './account-name.js';
import { ACCOUNT_NAME_LENGTH } from './limits.js';

describe('an account name', () => {
  it.each([
    ['Ann@Example.COM', 'ann@example.com'],
    [' ann@example.com ', 'ann@example.com'],
    ['ann@example.com.', 'ann@example.com'],
    ['"ann"@example.com', 'ann@example.com'],
    ['"a\\nn"@example.com', 'ann@example.com'],
    ['"odd user"@x', '"odd user"@x'],
    ['"a\\"b"@x', '"a\\"b"@x'],
    ['"a@b"@x', '"a@b"@x'],
    ['a+tag@x', 'a+tag@x'],
    ['@relay.example:ann@x', 'ann@x'],
    ['POSTMASTER', 'postmaster'],
    ['ann@B\u00dcCHER.example', 'ann@b\u00fccher.example'],
    ['ann@xn--bcher-kva.example', 'ann@b\u00fccher.example'],
    ['ann@[IPv6:2001:DB8:0::1]', 'ann@[ipv6:2001:db8::1]'],
    ['ann@[192.0.2.1]', 'ann@[192.0.2.1]'],
    ['e\u0301@x', '\u00e9@x'],
    ['a\r\nb@x', 'ab@x'],
    ['@', ''],
    ['', ''],
    [' \t', ''],
  ])('of %j is %j', (given, name) => {
    expect(normalizeAccount(given, 'own')).toBe(name);
  });

  it.each([
    ['ann+tag@x', 'ann@x'],
    ['ann+a+b@x', 'ann@x'],
    ['+tag@x', '+tag@x'],
    ['"ann+tag"@x', 'ann@x'],
    ['"odd +user"@x', '"odd +user"@x'],
    ['login+name', 'login+name'],
  ])('without its tag: %j is %j', (given, name) => {
    expect(normalizeAccount(given, 'base')).toBe(name);
  });

  it('is the same when it is made again, bounded, and never has what an account must not', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom('own' as const, 'base' as const),
        (text, plus) => {
          const name = normalizeAccount(text, plus);
          expect(/\p{Cc}/u.test(name)).toBe(false);
          expect(normalizeAccount(name, 'own')).toBe(name);
        },
      ),
    );
    expect(normalizeAccount(`${'x'.repeat(5000)}@x`, 'own')).toHaveLength(ACCOUNT_NAME_LENGTH);
  });
});
