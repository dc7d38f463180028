import { describe, expect, it } from 'vitest';
import { compare } from './envelope.js';

const address = (text: string) => ({ name: '', address: text });
const path = (text: string) => ({ address: text, params: {} });

function message(reverse: string, forward: string[], header: { from?: string[]; to?: string[]; bcc?: string[] }) {
  return {
    envelope: {
      via: 'smtp' as const,
      reversePath: path(reverse),
      forwardPaths: forward.map(path),
      helo: 'app',
      client: { address: '127.0.0.1', port: 1 },
      tls: null,
      user: null,
      body: null,
      smtputf8: false,
    },
    from: (header.from ?? ['ann@example.org']).map(address),
    to: (header.to ?? []).map(address),
    cc: [],
    bcc: (header.bcc ?? []).map(address),
  };
}

describe('what the envelope says otherwise', () => {
  it('is nothing when both agree, in any case', () => {
    const found = compare(message('Ann@Example.org', ['BOB@example.org'], { to: ['bob@example.org'] }));
    expect(found).toEqual({ reversePath: null, hidden: [], absent: [] });
  });

  it('is another reverse-path, the null one too', () => {
    expect(compare(message('bounces@example.org', [], {})).reversePath).toBe('bounces@example.org');
    expect(compare(message('', [], {})).reversePath).toBe('');
  });

  it('is a recipient that no header names', () => {
    const found = compare(message('ann@example.org', ['eve@example.org'], { bcc: ['eve@example.org'] }));
    expect(found.hidden).toEqual([address('eve@example.org')]);
  });

  it('is an address of To that got no copy', () => {
    const found = compare(message('ann@example.org', ['a@x.org'], { to: ['a@x.org', 'b@x.org'] }));
    expect(found.absent).toEqual([address('b@x.org')]);
  });
});
