import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createResolver } from '../dns/resolver.js';
import type { Server } from '../dns/server.js';
import { startDns } from '../testing/dns-server.js';
import { hasDnsmasq, startDnsmasq } from '../testing/dnsmasq.js';
import { LocalDomains } from './domain.js';
import type { Route } from './route.js';
import { type Onward, RelayRouter } from './router.js';

const ZONE = `
  one.example          300 MX    10 mx1.one.example
  mx1.one.example      300 A     192.0.2.1
  many.example         300 MX    20 b.many.example
  many.example         300 MX    10 a1.many.example
  many.example         300 MX    10 a2.many.example
  many.example         300 MX    30 gone.many.example
  a1.many.example      300 A     192.0.2.11
  a1.many.example      300 AAAA  2001:db8::11
  a2.many.example      300 A     192.0.2.12
  b.many.example       300 A     192.0.2.20
  implicit.example     300 A     192.0.2.30
  alias.example        300 CNAME one.example
  lame.example         300 MX    10 missing.lame.example
  txt.example          300 CNAME bare.example
  sub.bare.example     300 A     192.0.2.40
  xn--mnchen-3ya.example 300 MX  10 mx1.one.example
  self.example         300 MX    10 mx.restante.test
  mx.restante.test     300 A     192.0.2.99
  backup.example       300 MX    10 mx1.one.example
  backup.example       300 MX    20 mx.restante.test
  backup.example       300 MX    30 b.many.example
  byaddress.example    300 MX    10 hidden.example
  hidden.example       300 A     192.0.2.99
`;
const NULL_MX = `
  null.example         300 MX    0 .
`;

const MX: Onward = { kind: 'mx' };
const isSelf = (name: string, address: string | null) => name === 'mx.restante.test' || address === '192.0.2.99';

const routerFor = (server: Server, patterns: string[] = ['none'], random = () => 0) =>
  new RelayRouter({
    resolver: createResolver({ servers: () => [server], answerMs: 300 }),
    localDomains: new LocalDomains(patterns),
    port: 25,
    isSelf,
    random,
  });

/** In short: `mx a(10) b(20)`, or the status and whether it is for good. */
function inShort(route: Route): string {
  if (route.kind === 'mx') {
    const hosts = route.hosts.map(({ name, preference, addresses }) => `${name}(${preference})=${addresses.join(',')}`);
    return `${route.implicit ? 'implicit' : 'mx'} ${hosts.join(' ')}`;
  }
  return route.kind === 'failed' ? `${route.permanent ? 'never' : 'later'} ${route.status}` : route.kind;
}

// Real servers both; dnsmasq was written by others, and knows no null MX.
const servers = [
  { name: 'a DNS server', start: () => startDns(ZONE + NULL_MX) },
  ...(hasDnsmasq() ? [{ name: 'dnsmasq', start: () => startDnsmasq(ZONE, 300) }] : []),
];

describe.each(servers)('routes by $name', ({ start }) => {
  let dns: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    dns = await start();
  });
  afterAll(() => dns.stop());

  it.each([
    ['ann@one.example', 'mx mx1.one.example(10)=192.0.2.1'],
    ['ann@ONE.Example.', 'mx mx1.one.example(10)=192.0.2.1'],
    ['"a@b"@one.example', 'mx mx1.one.example(10)=192.0.2.1'],
    [
      'ann@many.example',
      'mx a2.many.example(10)=192.0.2.12 a1.many.example(10)=2001:db8::11,192.0.2.11 b.many.example(20)=192.0.2.20',
    ],
    ['ann@implicit.example', 'implicit implicit.example(0)=192.0.2.30'],
    ['ann@alias.example', 'mx mx1.one.example(10)=192.0.2.1'],
    ['ann@münchen.example', 'mx mx1.one.example(10)=192.0.2.1'],
    ['ann@MÜNCHEN.example', 'mx mx1.one.example(10)=192.0.2.1'],
    ['ann@xn--mnchen-3ya.example', 'mx mx1.one.example(10)=192.0.2.1'],
    ['ann@lame.example', 'never 5.4.4'],
    ['ann@nowhere.invalid', 'never 5.1.2'],
    ['ann@self.example', 'never 5.4.6'],
    ['ann@backup.example', 'mx mx1.one.example(10)=192.0.2.1'],
    ['ann@byaddress.example', 'never 5.4.6'],
    ['ann@[192.0.2.7]', 'implicit 192.0.2.7(0)=192.0.2.7'],
    ['ann@[IPv6:2001:DB8:0::7]', 'implicit 2001:db8::7(0)=2001:db8::7'],
    ['ann@[192.0.2.99]', 'never 5.4.6'],
    ['ann@[192.0.2.300]', 'never 5.1.3'],
    ['ann@192.0.2.7', 'never 5.1.3'],
    ['ann@0x7f.1', 'never 5.1.3'],
    ['ann@-x.example', 'never 5.1.3'],
    ['ann', 'never 5.1.3'],
    ['@one.example', 'never 5.1.3'],
    [`ann@${'a'.repeat(64)}.example`, 'never 5.1.3'],
  ])('%s: %s', async (address, expected) => {
    const { route, lookups } = await routerFor(dns).onward(address, MX);
    // The order of equals is the server's, and shuffled; the test below fixes it.
    expect(sortEqual(inShort(route))).toBe(sortEqual(expected));
    if (expected.startsWith('mx')) {
      const mx = lookups.find(({ type }) => type === 'MX');
      expect(mx?.records.at(-1)).toMatchObject({ type: 'MX', ttl: 300 });
    }
  });
});

const sortEqual = (text: string): string => text.split(' ').sort().join(' ');

describe('routes', () => {
  let dns: Awaited<ReturnType<typeof startDns>>;
  beforeEach(async () => {
    dns = await startDns(ZONE + NULL_MX);
  });
  afterEach(() => dns.stop());

  it('by preference, equal ones in any order', async () => {
    const names = async (random: () => number) => {
      const { route } = await routerFor(dns, ['none'], random).route('ann@many.example', MX);
      return route.kind === 'mx' ? route.hosts.map(({ name }) => name.split('.')[0]) : [];
    };
    expect(await names(() => 0.999)).toEqual(['a1', 'a2', 'b']);
    expect(await names(() => 0.4)).toEqual(['a2', 'a1', 'b']);
  });

  it('never to a domain that takes no mail (RFC 7505)', async () => {
    const { route } = await routerFor(dns).route('ann@null.example', MX);
    expect(inShort(route)).toBe('never 5.1.10');
  });

  it('to a domain that is there without any address: never', async () => {
    const { route } = await routerFor(dns).route('ann@bare.example', MX);
    expect(inShort(route)).toBe('never 5.4.4');
  });

  it.each(['servfail', 'silent'] as const)('later, when the DNS is %s', async (how) => {
    dns.misbehave('one.example', how);
    dns.misbehave('mx1.one.example', how);
    expect(inShort((await routerFor(dns).route('ann@one.example', MX)).route)).toBe('later 4.4.3');
    dns.misbehave('one.example', null);
    expect(inShort((await routerFor(dns).route('ann@one.example', MX)).route)).toBe('later 4.4.3');
  });

  it.each<[string[], string, string]>([
    [['*'], 'ann@one.example', 'local'],
    [['one.example'], 'ann@one.example', 'local'],
    [['one.example'], 'ann@ONE.EXAMPLE', 'local'],
    [['one.example'], 'ann@sub.one.example', 'never 5.1.2'],
    [['*.one.example'], 'ann@sub.one.example', 'local'],
    [['*.one.example'], 'ann@one.example', 'mx mx1.one.example(10)=192.0.2.1'],
    [['münchen.example'], 'ann@xn--mnchen-3ya.example', 'local'],
    [['none'], 'ann@one.example', 'mx mx1.one.example(10)=192.0.2.1'],
    [['none'], 'ann', 'local'],
  ])('with --local-domains %j %s: %s', async (patterns, address, expected) => {
    expect(inShort((await routerFor(dns, patterns).route(address, MX)).route)).toBe(expected);
  });

  it('asks nobody for what is kept', async () => {
    const hold: Onward = { kind: 'hold', reason: 'no rule lets it out' };
    expect((await routerFor(dns).route('ann@one.example', hold)).route).toEqual(hold);
    await routerFor(dns, ['*']).route('ann@one.example', MX);
    expect(dns.asked).toEqual([]);
  });

  it('to a relay, but not to itself', async () => {
    const to = (host: string): Onward => ({ kind: 'smarthost', relay: 'out', host, port: 587 });
    expect((await routerFor(dns).route('ann@one.example', to('smtp.example.org'))).route.kind).toBe('smarthost');
    expect(inShort((await routerFor(dns).route('ann@one.example', to('mx.restante.test'))).route)).toBe('never 5.4.6');
    expect(dns.asked).toEqual([]);
  });
});
