import type { Duplex, Readable, Writable } from 'node:stream';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';

/**
 * Puts DEFLATE around a connection (RFC 4978). Input is inflated as it is read, so a bomb costs one buffer at a time;
 * what is written goes out at once, since the other side waits for it.
 */
export function compressed(
  socket: Duplex,
  failed: (error: Error) => void,
): { inflated: Readable; deflated: Writable; rest: (bytes: Buffer) => void } {
  const inflated = createInflateRaw({ chunkSize: 16 * 1024 });
  const deflated = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
  inflated.on('error', failed);
  deflated.on('error', failed);
  deflated.pipe(socket, { end: false });
  // Both live and end with the connection.
  socket.once('close', () => {
    inflated.destroy();
    deflated.destroy();
  });
  return {
    inflated,
    deflated,
    rest(bytes) {
      if (bytes.length > 0) inflated.write(bytes);
      socket.pipe(inflated);
    },
  };
}
