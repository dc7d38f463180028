import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProxyHeader } from './proxy-header.js';
import { proxyV2 } from './testing/proxy-v2.js';

const v1 = (text: string) => Buffer.from(text, 'latin1');
const ipv4 = [192, 0, 2, 7, 198, 51, 100, 1, 0xdc, 0x04, 0, 25];
const ipv6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ...Array(16).fill(9), 0xdc, 0x04, 0, 25];
const tlv = [0x05, 0, 3, 97, 98, 99, 0x20, 0, 1, 0];

const good: [string, Buffer, { address: string; port: number } | null][] = [
  ['v1 TCP4', v1('PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\n'), { address: '192.0.2.7', port: 56324 }],
  ['v1 TCP6', v1('PROXY TCP6 2001:DB8:0::1 ::1 0 65535\r\n'), { address: '2001:db8::1', port: 0 }],
  [
    'v1 TCP6, longest',
    v1(`PROXY TCP6 ${`${'ffff:'.repeat(8).slice(0, -1)} `.repeat(2)}65535 65535\r\n`),
    {
      address: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
      port: 65535,
    },
  ],
  ['v1 TCP6 of IPv4', v1('PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n'), { address: '192.0.2.7', port: 1 }],
  ['v1 UNKNOWN', v1('PROXY UNKNOWN\r\n'), null],
  ['v1 UNKNOWN and more', v1('PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n'), null],
  ['v2 TCP4', proxyV2(0x21, 0x11, ipv4), { address: '192.0.2.7', port: 56324 }],
  ['v2 TCP4 with TLVs', proxyV2(0x21, 0x11, [...ipv4, ...tlv]), { address: '192.0.2.7', port: 56324 }],
  ['v2 TCP6', proxyV2(0x21, 0x21, ipv6), { address: '2001:db8::1', port: 56324 }],
  ['v2 TCP6 with TLVs', proxyV2(0x21, 0x21, [...ipv6, ...tlv]), { address: '2001:db8::1', port: 56324 }],
  ['v2 LOCAL', proxyV2(0x20, 0x00, []), null],
  ['v2 LOCAL with addresses', proxyV2(0x20, 0x11, ipv4), null],
  ['v2 of no family', proxyV2(0x21, 0x00, tlv), null],
  ['v2 of a Unix socket', proxyV2(0x21, 0x31, Array(216).fill(47)), null],
];

describe('a PROXY header', () => {
  it.each(good)('%s', (_name, header, client) => {
    const more = Buffer.concat([header, Buffer.from('EHLO x\r\n')]);
    expect(parseProxyHeader(more)).toEqual({ length: header.length, client });
    for (let cut = 0; cut < header.length; cut++) expect(parseProxyHeader(header.subarray(0, cut))).toBeNull();
  });

  it.each([
    ['other words', v1('EHLO client.example\r\n')],
    ['small letters', v1('proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n')],
    ['a TLS handshake', Buffer.from([0x16, 3, 1, 2, 0])],
    ['an empty line', v1('\r\nPROXY')],
    ['UDP', v1('PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n')],
    ['no family', v1('PROXY \r\n')],
    ['an address of the other family', v1('PROXY TCP4 ::1 ::1 1 2\r\n')],
    ['a name', v1('PROXY TCP4 localhost 198.51.100.1 1 2\r\n')],
    ['a number too large', v1('PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n')],
    ['a port too large', v1('PROXY TCP4 192.0.2.7 198.51.100.1 65536 2\r\n')],
    ['a port with a leading zero', v1('PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n')],
    ['no port', v1('PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n')],
    ['too much', v1('PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n')],
    ['two spaces', v1('PROXY  TCP4 192.0.2.7 198.51.100.1 1 2\r\n')],
    ['a bare LF', v1('PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n'.padEnd(107, 'x'))],
    ['no end', v1(`PROXY UNKNOWN ${'x'.repeat(93)}`)],
    ['v2 of version 1', proxyV2(0x11, 0x11, ipv4)],
    ['v2 with another command', proxyV2(0x22, 0x11, ipv4)],
    ['v2 of UDP', proxyV2(0x21, 0x12, ipv4)],
    ['v2 without its addresses', proxyV2(0x21, 0x11, ipv4.slice(0, 11))],
    ['v2 too long', proxyV2(0x21, 0x11, Array(4097).fill(0))],
    ['v2 with a broken signature', Buffer.from('\r\n\r\n\0\r\nQUIX\n')],
  ])('is none with %s', (_name, bytes) => {
    expect(() => parseProxyHeader(bytes)).toThrow(/PROXY header/);
  });

  it('never makes anything else of any bytes', () => {
    const begin = fc.constantFrom(
      '',
      'PROXY ',
      'PROXY TCP4 1.2.3.4 ',
      '\r\n\r\n\0\r\nQUIT\n',
      '\r\n\r\n\0\r\nQUIT\n\x21\x11\0',
    );
    fc.assert(
      fc.property(begin, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
        try {
          const header = parseProxyHeader(bytes);
          if (header) expect(header.length).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toMatchObject({ name: 'ProxyHeaderError' });
        }
      }),
    );
  });
});
