import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { TlsFacts } from '../events.js';

const first = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? (value[0] ?? '') : (value ?? '');

/** What a finished handshake tells of the other side. */
export function factsOf(socket: TLSSocket): TlsFacts {
  const certificate = socket.getPeerCertificate();
  return {
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName ?? socket.getCipher().name,
    trusted: socket.authorized,
    problem: socket.authorized ? null : problemOf(socket),
    certificate: certificate?.fingerprint256 ? describe(certificate) : null,
  };
}

function describe(certificate: PeerCertificate): TlsFacts['certificate'] {
  const { subject, issuer, subjectaltname = '', valid_from, valid_to, fingerprint256 } = certificate;
  return {
    subject: first(subject?.CN),
    issuer: first(issuer?.CN) || first(issuer?.O),
    names: subjectaltname
      .split(', ')
      .filter(Boolean)
      .slice(0, 50)
      .map((name) => name.replace(/^(?:DNS|IP Address):/, '')),
    validFrom: new Date(valid_from).toISOString(),
    validTo: new Date(valid_to).toISOString(),
    fingerprint: fingerprint256,
  };
}

function problemOf({ authorizationError }: TLSSocket): string {
  // Its type says Error; Node gives OpenSSL's word for it.
  const problem: unknown = authorizationError;
  return problem instanceof Error ? ((problem as NodeJS.ErrnoException).code ?? problem.message) : String(problem);
}
