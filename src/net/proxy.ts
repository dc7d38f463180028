import type { Socket } from 'node:net';
import { type Client, createAddressList, plainAddress } from './address.js';
import { PROXY_TIMEOUT } from './limits.js';
import { ProxyHeaderError, parseProxyHeader } from './proxy-header.js';

/** How a listener learns who its clients are. */
export interface ProxyProtocol {
  /**
   * The client that a fresh connection speaks for. Nothing of what follows the header is lost.
   * @throws Error when the peer may not say so, or does not, in time; the socket is then to be cut
   */
  clientOf(socket: Socket): Promise<Client>;
}

/** The PROXY protocol (version 1 and 2) spoken by the peers named: addresses or networks. */
export function createProxyProtocol(peers: readonly string[], timeoutMs = PROXY_TIMEOUT): ProxyProtocol {
  const allowed = createAddressList(peers);
  return {
    async clientOf(socket) {
      const peer = peerOf(socket);
      if (!allowed(peer.address)) throw new ProxyHeaderError(`${peer.address} may not send a PROXY header`);
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
