/** A PROXY header of version 2: version and command, family and transport, what follows. */
export function proxyV2(command: number, family: number, rest: readonly number[]): Buffer {
  const length = [rest.length >> 8, rest.length & 0xff];
  return Buffer.concat([
    Buffer.from('\r\n\r\n\0\r\nQUIT\n'),
    Buffer.from([command, family, ...length]),
    Buffer.from(rest),
  ]);
}
