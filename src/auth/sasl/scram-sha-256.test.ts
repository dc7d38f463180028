import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Authenticator, createAuthenticator } from '../authenticator.js';
import { exchange } from './exchange.js';
import { SCRAM_SHA_256, scramSha256 } from './scram-sha-256.js';
import { ScramClient } from './testing/scram-client.js';

const auth = createAuthenticator(['user:pencil', 'a,b=c:x', 'zoë:pass\u00adwörd\u2168']);

/** One whole login; says how it ended, and whether the client believes the server. */
function login(
  client: ScramClient,
  { by = auth, change = (final: string) => final }: { by?: Authenticator; change?: (final: string) => string } = {},
) {
  const begun = SCRAM_SHA_256.start(by);
  const first = begun.step(Buffer.from(client.first));
  if (first.type !== 'challenge') return first;
  const last = begun.step(Buffer.from(change(client.final(String(first.data)))));
  return last.type === 'success'
    ? { type: 'success', user: last.user, trusted: client.trusts(String(last.data)) }
    : last;
}

describe('SCRAM-SHA-256', () => {
  it('has the dialogue of RFC 7677 §3', () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    const salted = pbkdf2Sync('pencil', salt, 4096, 32, 'sha256');
    const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
    const storedKey = createHash('sha256').update(hmac('Client Key')).digest();
    const example: Authenticator = {
      ...auth,
      scram: () => ({ salt, iterations: 4096, keys: () => ({ storedKey, serverKey: hmac('Server Key') }) }),
    };
    const begun = exchange(scramSha256(example, '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0'));
    expect(begun.step(null)).toEqual({ type: 'challenge', data: Buffer.alloc(0) });
    expect(String((begun.step(Buffer.from('n,,n=user,r=rOprNGfwEbeRWgbNEkqO')) as { data: Buffer }).data)).toBe(
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    );
    const final =
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
    expect(begun.step(Buffer.from(final))).toEqual({
      type: 'success',
      user: 'user',
      data: Buffer.from('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='),
    });
  });

  it.each([
    ['user', 'pencil', 'n,,'],
    ['USER', 'pencil', 'y,,'],
    ['user', 'pencil', 'n,a=user,'],
    ['a,b=c', 'x', 'n,a=a=2Cb=3Dc,'],
    // The client prepared the password (RFC 5802 §2.2); what is configured is not.
    ['zoë', 'passwördIX', 'n,,'],
  ])('lets %s in, and proves itself', (name, password, header) => {
    const client = new ScramClient(name, password, 'abc', header);
    expect(login(client)).toEqual({ type: 'success', user: name, trusted: true });
  });

  it('works with every password that SASLprep leaves as it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e]{1,30}$/), (password) => {
        const by = createAuthenticator([`ann:${password}`]);
        expect(login(new ScramClient('ann', password, 'abc'), { by })).toMatchObject({
          type: 'success',
          trusted: true,
        });
        expect(login(new ScramClient('ann', `${password}x`, 'abc'), { by })).toMatchObject({ type: 'failure' });
      }),
      { numRuns: 20 },
    );
  });

  it('tells no names: who is no user gets a salt too, always the same', () => {
    const ask = (name: string) => {
      const { data } = SCRAM_SHA_256.start(auth).step(Buffer.from(`n,,n=${name},r=x`)) as { data: Buffer };
      return String(data).replace(/^r=[^,]*,/, '');
    };
    for (const name of ['user', 'nobody']) {
      expect(ask(name)).toMatch(/^s=[A-Za-z0-9+/]{22}==,i=4096$/);
      expect(ask(name)).toBe(ask(name));
    }
    expect(ask('user')).not.toBe(ask('nobody'));
    const wrong = login(new ScramClient('user', 'crayon', 'x'));
    expect(wrong).toMatchObject({ type: 'failure' });
    expect(login(new ScramClient('nobody', 'crayon', 'x'))).toEqual(wrong);
  });

  it.each([
    ['another binding', (final: string) => final.replace('c=biws', 'c=eSws')],
    ['another nonce', (final: string) => final.replace('r=', 'r=x')],
    ['a shorter nonce', (final: string) => final.replace(/r=[^,]*/, 'r=abc')],
    ['no proof', (final: string) => final.replace(/,p=.*/, '')],
    ['an empty proof', (final: string) => final.replace(/p=.*/, 'p=')],
    ['a proof of zeros', (final: string) => final.replace(/p=.*/, `p=${Buffer.alloc(32).toString('base64')}`)],
    ['more behind the proof', (final: string) => `${final},x=y`],
    ['an extension that was not signed', (final: string) => final.replace(',p=', ',x=y,p=')],
  ])('refuses %s', (_what, change) => {
    expect(login(new ScramClient('user', 'pencil', 'abc'), { change })).toMatchObject({ type: 'failure' });
  });

  it.each([
    'p=tls-server-end-point,,n=user,r=x',
    'n,a=other,n=user,r=x',
    'n,,m=must,n=user,r=x',
    'n,,n=user,r=',
    'n,,n=,r=x',
    'n,,n=us=er,r=x',
    'n,,n=user',
    'n=user,r=x',
    'x,,n=user,r=x',
    'n,,n=us\x07er,r=x',
  ])('refuses the first message %j', (first) => {
    expect(SCRAM_SHA_256.start(auth).step(Buffer.from(first))).toMatchObject({ type: 'failure' });
  });
});
