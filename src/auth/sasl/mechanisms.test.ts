import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../authenticator.js';
import { cramMd5 } from './cram-md5.js';
import { exchange } from './exchange.js';
import { MECHANISMS, type SaslExchange } from './index.js';
import { MAX_RESPONSE } from './limits.js';

const open = () => createAuthenticator([]);
const users = () => createAuthenticator(['tim:tanstaaftanstaaf', 'Zoë:пароль', 'a b:c d']);

const mechanism = (name: string) => {
  const found = MECHANISMS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};

/** Says the responses one after the other and shows what comes back: `+challenge`, `ok user` or `no`. */
function talk(begun: SaslExchange, ...responses: (string | null)[]): string[] {
  return responses.map((response) => {
    const step = begun.step(response === null ? null : Buffer.from(response));
    if (step.type === 'challenge') return `+${step.data}`;
    return step.type === 'success' ? `ok ${step.user}` : 'no';
  });
}

const say = (name: string, auth: ReturnType<typeof open>, ...responses: (string | null)[]) =>
  talk(mechanism(name).start(auth), ...responses);

describe('MECHANISMS', () => {
  it('are there, strongest first', () => {
    const show = (auth: ReturnType<typeof open>) => MECHANISMS.filter((m) => m.available(auth)).map(({ name }) => name);
    expect(show(users())).toEqual(['SCRAM-SHA-256', 'CRAM-MD5', 'PLAIN', 'LOGIN', 'OAUTHBEARER', 'XOAUTH2']);
    expect(show(open())).toEqual(['PLAIN', 'LOGIN', 'OAUTHBEARER', 'XOAUTH2']);
    expect(MECHANISMS.filter((m) => m.sendsPassword).map(({ name }) => name)).toEqual(show(open()));
  });

  it('follow the users as they are now', () => {
    const auth = open();
    auth.setUsers(['ann:secret']);
    expect(mechanism('CRAM-MD5').available(auth)).toBe(true);
    expect(say('PLAIN', auth, '\0ann\0wrong')).toEqual(['no']);
    auth.setUsers([]);
    expect(say('PLAIN', auth, '\0ann\0wrong')).toEqual(['ok ann']);
  });

  it.each(MECHANISMS.map(({ name }) => name))('%s takes anything without throwing, and ends', (name) => {
    const piece = fc.constantFrom(
      'n,,',
      'n=tim',
      'r=x',
      ',',
      '=',
      '\x01',
      'user=',
      'auth=Bearer x',
      '\0',
      'c=biws',
      'é',
    );
    const response = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.from(pieces.join(''))),
    );
    fc.assert(
      fc.property(fc.boolean(), fc.array(response, { minLength: 5, maxLength: 5 }), (initial, responses) => {
        for (const auth of [open(), users()]) {
          const begun = mechanism(name).start(auth);
          if (!initial) begun.step(null);
          const steps = responses.map((bytes) => begun.step(bytes));
          expect(steps.at(-1)?.type).toBe('failure');
          if (!auth.open) expect(steps.map(({ type }) => type)).not.toContain('success');
        }
      }),
    );
  });

  it.each(MECHANISMS.map(({ name }) => name))('%s bounds responses', (name) => {
    const begun = mechanism(name).start(users());
    begun.step(null);
    expect(begun.step(Buffer.alloc(MAX_RESPONSE + 1, 'x'))).toMatchObject({ type: 'failure' });
    expect(begun.step(Buffer.from('\0tim\0tanstaaftanstaaf'))).toMatchObject({ type: 'failure' });
  });
});

describe('PLAIN', () => {
  it.each([
    // RFC 4616 §4
    ['\0tim\0tanstaaftanstaaf', 'ok tim'],
    ['Ursel\0Kurt\0xipj3plmq', 'no'],
    ['tim\0tim\0tanstaaftanstaaf', 'ok tim'],
    ['TIM\0tim\0tanstaaftanstaaf', 'ok tim'],
    ['ann\0tim\0tanstaaftanstaaf', 'no'],
    ['\0tim\0wrong', 'no'],
    ['\0zoe\u0308\0пароль', 'ok zoe\u0308'],
    ['\0a b\0c d', 'ok a b'],
    ['tim\0\0tanstaaftanstaaf', 'no'],
    ['\0\0', 'no'],
    ['tim\0tanstaaftanstaaf', 'no'],
    ['\0tim\0tanstaaftanstaaf\0', 'no'],
    ['', 'no'],
    ['\0tim\r\n\0tanstaaftanstaaf', 'no'],
  ])('%j: %s', (response, result) => {
    expect(say('PLAIN', users(), response)).toEqual([result]);
    expect(say('PLAIN', users(), null, response)).toEqual(['+', result]);
  });

  it('takes everybody while no users are configured', () => {
    expect(say('PLAIN', open(), '\0anybody@example.org\0')).toEqual(['ok anybody@example.org']);
    expect(say('PLAIN', open(), '\0any\nbody\0')).toEqual(['no']);
  });

  it('refuses what is not UTF-8', () => {
    expect(mechanism('PLAIN').start(open()).step(Buffer.from('\0jos\xe9\0x', 'latin1'))).toMatchObject({
      type: 'failure',
    });
  });
});

describe('LOGIN', () => {
  it('asks for name and password, or takes the name at once', () => {
    const ask = ['+Username:', '+Password:'];
    expect(say('LOGIN', users(), null, 'tim', 'tanstaaftanstaaf')).toEqual([...ask, 'ok tim']);
    expect(say('LOGIN', users(), 'tim', 'tanstaaftanstaaf')).toEqual(['+Password:', 'ok tim']);
    expect(say('LOGIN', users(), null, 'tim', 'wrong')).toEqual([...ask, 'no']);
    expect(say('LOGIN', users(), null, '', 'x')).toEqual(['+Username:', 'no', 'no']);
    expect(say('LOGIN', open(), null, 'anybody', '')).toEqual([...ask, 'ok anybody']);
  });
});

describe('CRAM-MD5', () => {
  const challenge = '<1896.697170952@postoffice.reston.mci.net>';

  it.each([
    // RFC 2195 §2
    ['tim b913a602c7eda7a495b4e6e7334d3890', 'ok tim'],
    ['tim B913A602C7EDA7A495B4E6E7334D3890', 'ok tim'],
    ['tim b913a602c7eda7a495b4e6e7334d3891', 'no'],
    ['tim', 'no'],
    ['tim ', 'no'],
    [' b913a602c7eda7a495b4e6e7334d3890', 'no'],
    ['nobody b913a602c7eda7a495b4e6e7334d3890', 'no'],
    [`a b ${createHmac('md5', 'c d').update(challenge).digest('hex')}`, 'ok a b'],
    [`zoë ${createHmac('md5', 'пароль').update(challenge).digest('hex')}`, 'ok zoë'],
  ])('%j: %s', (response, result) => {
    const begun = exchange(cramMd5(users(), challenge), { serverFirst: true });
    expect(talk(begun, null, response)).toEqual([`+${challenge}`, result]);
  });

  it('never gives the same challenge twice, and takes no initial response', () => {
    const challenges = Array.from({ length: 100 }, () => say('CRAM-MD5', users(), null)[0]);
    expect(new Set(challenges).size).toBe(100);
    for (const one of challenges) expect(one).toMatch(/^\+<[0-9a-f]{24}\.\d+@[\w.-]+>$/);
    expect(say('CRAM-MD5', users(), 'tim x')).toEqual(['no']);
  });
});

describe('XOAUTH2', () => {
  const problem = '+{"status":"401","schemes":"bearer","scope":"mail"}';
  it.each([
    ['user=tim\x01auth=Bearer tanstaaftanstaaf\x01\x01', ['ok tim']],
    ['user=tim\x01auth=bearer  tanstaaftanstaaf\x01\x01', ['ok tim']],
    ['user=tim\x01auth=Bearer wrong\x01\x01', [problem, 'no']],
    ['user=tim\x01auth=Basic tanstaaftanstaaf\x01\x01', [problem, 'no']],
    ['user=tim\x01auth=Bearer tanstaaftanstaaf', [problem, 'no']],
    ['auth=Bearer tanstaaftanstaaf\x01\x01', [problem, 'no']],
    ['', [problem, 'no']],
  ])('%j', (response, result) => {
    expect(say('XOAUTH2', users(), response, ...(result.length > 1 ? [''] : []))).toEqual(result);
  });

  it('takes every token while no users are configured', () => {
    expect(say('XOAUTH2', open(), null, 'user=ann@example.org\x01auth=Bearer ya29.vF9d\x01\x01')).toEqual([
      '+',
      'ok ann@example.org',
    ]);
  });
});

describe('OAUTHBEARER', () => {
  const problem = '+{"status":"invalid_token","scope":"mail"}';
  // RFC 7628 §4.1
  const example =
    'n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01';

  it('takes the example of the RFC', () => {
    expect(say('OAUTHBEARER', open(), example)).toEqual(['ok user@example.com']);
    const token = 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==';
    expect(say('OAUTHBEARER', createAuthenticator([`user@example.com:${token}`]), example)).toEqual([
      'ok user@example.com',
    ]);
  });

  it('fails as the RFC says: JSON first, then a dummy response, then the end', () => {
    expect(say('OAUTHBEARER', users(), example, '\x01')).toEqual([problem, 'no']);
  });

  it.each([
    ['n,a=a=2Cb=3D,\x01auth=Bearer x\x01\x01', ['ok a,b=']],
    ['n,,\x01user=ann\x01auth=Bearer x\x01\x01', ['ok ann']],
    ['y,a=ann,\x01user=ann\x01auth=Bearer x\x01\x01', ['ok ann']],
    ['n,a=ann,\x01user=bob\x01auth=Bearer x\x01\x01', [problem]],
    ['n,,\x01auth=Bearer x\x01\x01', [problem]],
    ['p=tls-unique,a=ann,\x01auth=Bearer x\x01\x01', [problem]],
    ['n,a=ann,\x01\x01', [problem]],
    ['n,a=ann,\x01auth=\x01\x01', [problem]],
    ['auth=Bearer x\x01\x01', [problem]],
  ])('%j', (response, result) => {
    expect(say('OAUTHBEARER', open(), response)).toEqual(result);
  });
});
