import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnsServer, startDns } from '../testing/dns-server.js';
import { createResolver } from './resolver.js';
import { parseServer, serversOf } from './servers.js';

const ZONE = `
  example.org       300 MX    10 mx.example.org
  mx.example.org    200 A     192.0.2.1
  www.example.org   120 CNAME web.example.org
  web.example.org    60 A     192.0.2.2
  a.circle.example   60 CNAME b.circle.example
  b.circle.example   60 CNAME a.circle.example
  ${Array.from({ length: 90 }, (_, i) => `big.example 50 A 192.0.2.${i}`).join('\n')}
`;

let dns: DnsServer;
beforeEach(async () => {
  dns = await startDns(ZONE);
});
afterEach(() => dns.stop());

const resolverAt = (clock: { now: number }, servers = [dns as { address: string; port: number }]) =>
  createResolver({ servers: () => servers, answerMs: 200, now: () => clock.now });

describe('the resolver', () => {
  it('remembers an answer for as long as its TTL says, and tells what is left of it', async () => {
    const clock = { now: 1_000_000 };
    const resolver = resolverAt(clock);
    const first = await resolver.lookup('Example.ORG.', 'MX');
    expect(first).toMatchObject({
      name: 'example.org',
      outcome: 'found',
      cached: false,
      server: dns.text,
      error: null,
    });
    expect(first.records).toEqual([{ name: 'example.org', type: 'MX', data: '10 mx.example.org', ttl: 300 }]);
    clock.now += 299_999;
    const second = await resolver.lookup('example.org', 'MX');
    expect([second.cached, second.records[0]?.ttl, second.at]).toEqual([true, 1, clock.now]);
    clock.now += 1;
    expect((await resolver.lookup('example.org', 'MX')).cached).toBe(false);
    expect(dns.asked).toEqual(['udp MX example.org', 'udp MX example.org']);
  });

  it('remembers that there is none, as long as the SOA says (RFC 2308)', async () => {
    const clock = { now: 0 };
    const resolver = resolverAt(clock);
    expect(await resolver.lookup('none.invalid', 'MX')).toMatchObject({ outcome: 'no-domain', records: [] });
    expect(await resolver.lookup('mx.example.org', 'MX')).toMatchObject({ outcome: 'no-data', records: [] });
    clock.now += 29_999;
    expect((await resolver.lookup('none.invalid', 'MX')).cached).toBe(true);
    clock.now += 1;
    expect((await resolver.lookup('none.invalid', 'MX')).cached).toBe(false);
  });

  it('does not remember what failed', async () => {
    const clock = { now: 0 };
    const resolver = resolverAt(clock);
    dns.misbehave('example.org', 'servfail');
    const failed = await resolver.lookup('example.org', 'MX');
    expect(failed).toMatchObject({ outcome: 'failed', server: null });
    expect(failed.error).toContain('SERVFAIL');
    dns.misbehave('example.org', 'silent');
    expect((await resolver.lookup('example.org', 'MX')).error).toContain('does not answer');
    dns.misbehave('example.org', null);
    expect((await resolver.lookup('example.org', 'MX')).outcome).toBe('found');
  });

  it('asks once what several want to know', async () => {
    const resolver = resolverAt({ now: 0 });
    const all = await Promise.all(Array.from({ length: 20 }, () => resolver.lookup('example.org', 'MX')));
    expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(['found']));
    expect(dns.asked).toHaveLength(1);
  });

  it('follows aliases, tells them, and counts the shortest time', async () => {
    const clock = { now: 0 };
    const resolver = resolverAt(clock);
    const found = await resolver.lookup('www.example.org', 'A');
    expect(found.records).toEqual([
      { name: 'www.example.org', type: 'CNAME', data: 'web.example.org', ttl: 120 },
      { name: 'web.example.org', type: 'A', data: '192.0.2.2', ttl: 60 },
    ]);
    clock.now = 60_000;
    expect((await resolver.lookup('www.example.org', 'A')).cached).toBe(false);
  });

  it('is not led in a circle', async () => {
    const { outcome, error } = await resolverAt({ now: 0 }).lookup('a.circle.example', 'A');
    expect([outcome, error]).toEqual(['failed', expect.stringContaining('a.circle.example')]);
  });

  it('asks over TCP when the answer does not fit', async () => {
    const { records } = await resolverAt({ now: 0 }).lookup('big.example', 'A');
    expect(records).toHaveLength(90);
    expect(dns.asked).toEqual(['udp A big.example', 'tcp A big.example']);
  });

  it('believes no answer to another question', async () => {
    dns.misbehave('web.example.org', 'forged');
    const { records } = await resolverAt({ now: 0 }).lookup('web.example.org', 'A');
    expect(records.map(({ data }) => data)).toEqual(['192.0.2.2']);
  });

  it('asks the next server when one does not know', async () => {
    const other = await startDns('example.org 10 MX 5 other.example.org');
    dns.misbehave('example.org', 'servfail');
    const { records, server } = await resolverAt({ now: 0 }, [dns, other]).lookup('example.org', 'MX');
    expect([records[0]?.data, server]).toEqual(['5 other.example.org', other.text]);
    await other.stop();
  });

  it('says so when there is no server at all', async () => {
    const { outcome, error } = await resolverAt({ now: 0 }, []).lookup('example.org', 'MX');
    expect([outcome, error]).toEqual(['failed', 'No DNS server is known; name one with --dns.']);
  });
});

describe('servers', () => {
  it.each([
    ['192.0.2.1', { address: '192.0.2.1', port: 53 }],
    ['127.0.0.1:5353', { address: '127.0.0.1', port: 5353 }],
    ['2001:db8::1', { address: '2001:db8::1', port: 53 }],
    ['[2001:db8::1]:5353', { address: '2001:db8::1', port: 5353 }],
    ['ns.example.org', undefined],
    ['127.0.0.1:0', undefined],
    ['127.0.0.1:70000', undefined],
    ['', undefined],
  ])('%s', (text, server) => {
    expect(parseServer(text)).toEqual(server);
  });

  it('are those that are named', () => {
    expect(serversOf(['127.0.0.1:5353'])()).toEqual([{ address: '127.0.0.1', port: 5353 }]);
    expect(serversOf(['127.0.0.1:5353', 'system'])()[0]).toEqual({ address: '127.0.0.1', port: 5353 });
  });
});
