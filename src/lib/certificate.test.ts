import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { CertificateError, createCertificate } from './certificate.js';

const folder = mkdtempSync(join(tmpdir(), 'restante-certificate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('createCertificate', () => {
  it('makes one for its name and the loopback names, once', async () => {
    const certificate = createCertificate({ name: 'mail.test', tls: {} });
    const made = await certificate();
    const parsed = new X509Certificate(made.cert);
    for (const name of ['mail.test', 'localhost']) expect(parsed.checkHost(name)).toBe(name);
    for (const ip of ['127.0.0.1', '::1']) expect(parsed.checkIP(ip)).toBe(ip);
    expect(parsed.publicKey.asymmetricKeyType).toBe('ec');
    expect(Date.parse(parsed.validFrom)).toBeLessThan(Date.now());
    expect(Date.parse(parsed.validTo)).toBeGreaterThan(Date.now() + 300 * 24 * 3_600_000);
    expect(() => createSecureContext(made)).not.toThrow();
    expect(await certificate()).toBe(made);
    expect(await createCertificate({ name: 'mail.test', tls: {} })()).toBe(made);
    expect((await createCertificate({ name: '192.0.2.7', tls: {} })()).cert).not.toBe(made.cert);
  });

  it('takes files, and says what is wrong with them', async () => {
    const made = await createCertificate({ name: 'one.test', tls: {} })();
    const other = await createCertificate({ name: 'two.test', tls: {} })();
    const cert = file('cert.pem', made.cert);
    const key = file('key.pem', made.key);
    const otherKey = file('other.pem', other.key);
    const noise = file('noise.pem', 'noise');
    const missing = join(folder, 'missing.pem');
    expect(await createCertificate({ name: 'x', tls: { cert, key } })()).toEqual(made);

    const attempt = (tls: { cert?: string; key?: string }) => () => createCertificate({ name: 'x', tls });
    expect(attempt({ cert })).toThrow(new CertificateError('--tls-cert needs --tls-key, the key of that certificate.'));
    expect(attempt({ key })).toThrow('--tls-key needs --tls-cert');
    expect(attempt({ cert: missing, key })).toThrow(`The certificate file ${missing} cannot be read: ENOENT`);
    expect(attempt({ cert, key: missing })).toThrow(`The key file ${missing} cannot be read: ENOENT`);
    expect(attempt({ cert: noise, key })).toThrow(`The file ${noise} holds no PEM certificate`);
    expect(attempt({ cert, key: noise })).toThrow(`The file ${noise} holds no PEM key`);
    expect(attempt({ cert, key: otherKey })).toThrow(
      `The key in ${otherKey} does not belong to the certificate in ${cert}.`,
    );
  });
});
