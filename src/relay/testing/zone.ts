/** A zone for tests, as lines of `NAME TTL TYPE DATA`; both our test server and dnsmasq are made from it. */
export interface ZoneRecord {
  readonly name: string;
  readonly ttl: number;
  readonly type: 'A' | 'AAAA' | 'MX' | 'CNAME';
  readonly data: string;
}

export function parseZone(text: string): ZoneRecord[] {
  return text
    .split('\n')
    .map((line) => line.replace(/;.*/, '').trim())
    .filter(Boolean)
    .map((line) => {
      const [name = '', ttl = '', type = '', ...data] = line.split(/\s+/);
      return { name, ttl: Number(ttl), type: type as ZoneRecord['type'], data: data.join(' ') };
    });
}
