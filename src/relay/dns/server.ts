import { isIPv6 } from 'node:net';

/** A DNS server. */
export interface Server {
  readonly address: string;
  readonly port: number;
}

export const nameOfServer = ({ address, port }: Server): string =>
  isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
