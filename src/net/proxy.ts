import type { Socket } from 'node:net';
import { type Client, createAddressList, plainAddress } from './address.js';
import { PROXY_TIMEOUT } from './limits.js';
import { ProxyHeaderError, parseProxyHeader } from './proxy-header.js';

/** How a listener learns who its clients are. */
export interface ProxyProtocol {
  /**
   * The client that a fresh connection speaks for. Nothing of what follows the header is lost.
   * @throws Error when one of the proxies does not say so, in time; the socket is then to be cut
   */
  clientOf(socket: Socket): Promise<Client>;
}

/**
 * The PROXY protocol (version 1 and 2) as spoken by the peers named: addresses, networks, or `*` for all. Their
 * connections must begin with its header; those of others speak for themselves, and cannot claim to be somebody else.
 * @throws Error for what is no address
 */
export function createProxyProtocol(peers: readonly string[], timeoutMs = PROXY_TIMEOUT): ProxyProtocol {
  const isProxy = createAddressList(peers);
  return {
    async clientOf(socket) {
      const peer = peerOf(socket);
      if (!isProxy(peer.address)) return peer;
      return (await read(socket, timeoutMs)) ?? peer;
    },
  };
}

/** The other end of the connection itself. */
export function peerOf(socket: Socket): Client {
  return { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
}

function read(socket: Socket, timeoutMs: number): Promise<Client | null> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => fail(new ProxyHeaderError('no PROXY header came in time')), timeoutMs);

    function onReadable(): void {
      for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null) {
        bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      }
      try {
        const header = bytes.length === 0 ? null : parseProxyHeader(bytes);
        if (!header) return;
        release();
        if (header.length < bytes.length) socket.unshift(bytes.subarray(header.length));
        resolve(header.client);
      } catch (error) {
        fail(error as Error);
      }
    }
    function onEnd(): void {
      fail(new ProxyHeaderError('the connection ended before a PROXY header'));
    }
    function fail(error: Error): void {
      release();
      reject(error);
    }
    function release(): void {
      clearTimeout(timer);
      socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', fail);
    }
    socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', fail);
  });
}
