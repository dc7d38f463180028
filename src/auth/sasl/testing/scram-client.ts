import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** The client's side of SCRAM-SHA-256, written from RFC 5802 §3 alone: what the server says is checked by it too. */
export class ScramClient {
  readonly first: string;
  #serverSignature = '';

  constructor(
    user: string,
    private readonly password: string,
    nonce: string,
    private readonly gs2Header = 'n,,',
  ) {
    this.first = `${gs2Header}n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  }

  /** The answer to the server's first message. */
  final(serverFirst: string): string {
    const [, nonce = '', salt = '', iterations] = /^r=([^,]*),s=([^,]*),i=(\d+)$/.exec(serverFirst) ?? [];
    const salted = pbkdf2Sync(this.password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
    const withoutProof = `c=${Buffer.from(this.gs2Header).toString('base64')},r=${nonce}`;
    const authMessage = `${this.first.slice(this.gs2Header.length)},${serverFirst},${withoutProof}`;
    const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const clientKey = hmac(salted, 'Client Key');
    const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage);
    this.#serverSignature = hmac(hmac(salted, 'Server Key'), authMessage).toString('base64');
    const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] as number)));
    return `${withoutProof},p=${proof.toString('base64')}`;
  }

  /** Whether the server knows the password too. */
  trusts(serverFinal: string): boolean {
    return serverFinal === `v=${this.#serverSignature}`;
  }
}
