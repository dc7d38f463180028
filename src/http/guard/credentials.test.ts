import { describe, expect, it } from 'vitest';
import { createGate } from './credentials.js';

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('createGate', () => {
  it('is open without configuration', () => {
    const gate = createGate({});
    expect([gate.open, gate.header(undefined), gate.token(undefined)]).toEqual([true, true, true]);
  });

  const gate = createGate({ auth: 'ann:päss:word', token: 'long-token' });
  it.each([
    [basic('ann:päss:word'), true],
    ['Bearer long-token', true],
    ['bearer  long-token ', true],
    [basic('anybody:long-token'), true],
    [basic(':long-token'), true],
    [basic('ann:wrong'), false],
    [basic('ann:päss'), false],
    [basic('long-token'), false],
    ['Bearer ann:päss:word', false],
    ['Bearer ', false],
    ['Bearer', false],
    ['long-token', false],
    ['', false],
    [undefined, false],
    ['Digest x', false],
  ])('%s: %s', (header, passes) => {
    expect(gate.header(header)).toBe(passes);
  });

  it.each([
    ['long-token', true],
    ['ann:päss:word', true],
    ['ann', false],
    [undefined, false],
    [{ length: 10 }, false],
    [['long-token'], false],
  ])('socket.io token %j: %s', (token, passes) => {
    expect(gate.token(token)).toBe(passes);
  });

  it('does not take an unset token for an empty one', () => {
    const onlyLogin = createGate({ auth: 'ann:secret' });
    expect(onlyLogin.header(basic('ann:'))).toBe(false);
    expect(onlyLogin.header('Bearer undefined')).toBe(false);
    expect(onlyLogin.token('undefined')).toBe(false);
    expect(onlyLogin.challenges.join()).not.toContain('Bearer');
  });
});
