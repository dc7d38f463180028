import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** A PEM key and certificate (chain), as node:tls takes them. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Why a configured certificate cannot be used; the message names the file. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/** Ten years: a sandbox's own certificate shall not run out under a long-lived container. */
const LIFETIME_DAYS = 3650;

/** Self-made certificates of this process by host name: servers side by side share one. */
const selfMade = new Map<string, Promise<Certificate>>();

/**
 * How to get the server's certificate. Configured files are read and checked at once; without them a certificate for
 * this name and the loopback names is made in memory, when it is first asked for.
 * @throws CertificateError when a file cannot be read, is no key or certificate, or the two do not belong together
 */
export function createCertificate(config: {
  readonly name: string;
  readonly tls: { readonly cert?: string; readonly key?: string };
}): () => Promise<Certificate> {
  const { cert, key } = config.tls;
  if (cert === undefined && key === undefined) return () => selfMadeFor(config.name);
  if (cert === undefined) throw new CertificateError('--tls-key needs --tls-cert, the certificate of that key.');
  if (key === undefined) throw new CertificateError('--tls-cert needs --tls-key, the key of that certificate.');
  const certificate = Promise.resolve(load(cert, key));
  return () => certificate;
}

function load(certFile: string, keyFile: string): Certificate {
  const cert = read(certFile, 'certificate');
  const key = read(keyFile, 'key');
  const parsed = attempt(() => new X509Certificate(cert), `The file ${certFile} holds no PEM certificate`);
  const privateKey = attempt(() => createPrivateKey(key), `The file ${keyFile} holds no PEM key without a pass phrase`);
  if (!parsed.checkPrivateKey(privateKey)) {
    throw new CertificateError(`The key in ${keyFile} does not belong to the certificate in ${certFile}.`);
  }
  return { key, cert };
}

function read(file: string, what: string): string {
  return attempt(() => readFileSync(file, 'utf8'), `The ${what} file ${file} cannot be read`);
}

function attempt<T>(action: () => T, problem: string): T {
  try {
    return action();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CertificateError(`${problem}: ${why}`, { cause: error });
  }
}

function selfMadeFor(name: string): Promise<Certificate> {
  let certificate = selfMade.get(name);
  if (!certificate) {
    certificate = make(name);
    selfMade.set(name, certificate);
    // A failure is told to whoever waits now; the next one tries again.
    certificate.catch(() => selfMade.delete(name));
  }
  return certificate;
}

async function make(name: string): Promise<Certificate> {
  // Loading it takes longer than all else here, and most runs never need it.
  const { generate } = await import('selfsigned');
  const names = new Set(['localhost', '127.0.0.1', '::1', name]);
  const notBeforeDate = new Date(Date.now() - 24 * 3_600_000);
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + LIFETIME_DAYS * 24 * 3_600_000),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [...names].map((value) => (isIP(value) ? { type: 7, ip: value } : { type: 2, value })),
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
