import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from '../lib/certificate.js';
import { HANDSHAKE_TIMEOUT } from './limits.js';

/** What secures a connection. */
export interface TlsFacts {
  readonly version: string;
  readonly cipher: string;
}

const GONE = 'the client closed the connection';
const contexts = new WeakMap<Certificate, SecureContext>();

function contextOf(certificate: Certificate): SecureContext {
  let context = contexts.get(certificate);
  if (!context) {
    context = createSecureContext(certificate);
    contexts.set(certificate, context);
  }
  return context;
}

/**
 * The server's side of a TLS handshake on a socket that nobody reads. What the socket has read already belongs to the
 * handshake.
 * @param wrapped takes the TLS socket at once, to be destroyed instead of the other one
 * @throws Error when it fails, the client goes away, or time is up; both sockets are destroyed then
 */
export function handshake(
  socket: Socket,
  certificate: Certificate,
  wrapped: (socket: TLSSocket) => void = () => {},
  timeoutMs = HANDSHAKE_TIMEOUT,
): Promise<{ socket: TLSSocket; tls: TlsFacts }> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed) throw new Error(GONE);
    const secured = new TLSSocket(socket, { isServer: true, secureContext: contextOf(certificate) });
    wrapped(secured);
    const timer = setTimeout(() => secured.destroy(new Error('it took too long')), timeoutMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      secured.destroy();
      reject(error);
    };
    const onClose = () => fail(new Error(GONE));
    // Once: a client of TLS 1.2 may negotiate again, which is told as `secure` again.
    secured.once('secure', () => {
      clearTimeout(timer);
      secured.off('close', onClose).off('end', onClose);
      const tls = { version: secured.getProtocol() ?? 'TLS', cipher: secured.getCipher().name };
      resolve({ socket: secured, tls });
    });
    // The listeners for errors stay: later ones end the connection, which is told by `close`.
    secured.on('error', fail).on('_tlsError', fail).once('close', onClose).once('end', onClose);
  });
}
