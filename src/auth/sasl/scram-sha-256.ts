import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Authenticator } from '../authenticator.js';
import { type Dialogue, exchange, failure } from './exchange.js';
import type { SaslMechanism } from './mechanism.js';
import { isName, mayActAs, NO_NAME, NOT_UTF8, OTHER_AUTHZID, text, WRONG } from './names.js';

/**
 * RFC 5802 with SHA-256 (RFC 7677), without channel binding. Each side proves that it knows the password, and neither
 * shows it. Who is no user gets a salt as well, and fails only at the end: names are not disclosed.
 */
export const SCRAM_SHA_256: SaslMechanism = {
  name: 'SCRAM-SHA-256',
  sendsPassword: false,
  available: (auth) => !auth.open,
  start: (auth) => exchange(scramSha256(auth, randomBytes(18).toString('base64'))),
};

/** client-first-message: GS2 header (flag, authzid), then user name and nonce (RFC 5802 §7). */
const FIRST =
  /^(([nyp])(?:=[A-Za-z0-9.-]+)?,(?:a=([^,\0]+))?,)(n=([^,\0]*),r=([\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,\0]*)*)$/;
/** client-final-message: channel binding, nonce, extensions, proof. */
const FINAL = /^(c=([A-Za-z0-9+/=]*),r=([\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,\0]*)*),p=([A-Za-z0-9+/]{43}=)$/;

/** The dialogue for one nonce of the server's. */
export function* scramSha256(auth: Authenticator, serverNonce: string): Dialogue {
  const first = FIRST.exec(text(yield '') ?? '');
  if (!first) return failure('The first message is none of SCRAM');
  const [, gs2Header = '', flag, rawAuthzid = '', firstBare = '', rawName = '', clientNonce = ''] = first;
  // `y`: the client could bind a channel and believes that we cannot, which is so (RFC 5802 §6).
  if (flag === 'p') return failure('Channel binding is not offered');
  const user = saslName(rawName);
  const authzid = saslName(rawAuthzid);
  if (user === null || authzid === null || !isName(user)) return failure(NO_NAME);
  if (!mayActAs(user, authzid)) return failure(OTHER_AUTHZID);

  const { salt, iterations, keys } = auth.scram(user);
  const nonce = clientNonce + serverNonce;
  const serverFirst = `r=${nonce},s=${salt.toString('base64')},i=${iterations}`;

  const said = text(yield serverFirst);
  if (said === null) return failure(NOT_UTF8);
  const final = FINAL.exec(said);
  if (!final) return failure('The final message is none of SCRAM');
  const [, finalWithoutProof = '', binding, finalNonce, proof = ''] = final;
  if (binding !== Buffer.from(gs2Header).toString('base64')) return failure('The channel binding is another one');
  if (finalNonce !== nonce) return failure('The nonce is another one');

  const known = keys();
  const { storedKey, serverKey } = known ?? { storedKey: randomBytes(32), serverKey: randomBytes(32) };
  const authMessage = `${firstBare},${serverFirst},${finalWithoutProof}`;
  const hmac = (key: Buffer) => createHmac('sha256', key).update(authMessage).digest();
  // RFC 5802 §3: the proof is the client's key, hidden by a signature that only who knows the stored key can make.
  const clientKey = Buffer.from(proof, 'base64');
  for (const [at, byte] of hmac(storedKey).entries()) clientKey[at] = (clientKey[at] as number) ^ byte;
  const right = timingSafeEqual(createHash('sha256').update(clientKey).digest(), storedKey);
  if (!right || !known) return failure(WRONG);
  return { type: 'success', user, data: Buffer.from(`v=${hmac(serverKey).toString('base64')}`) };
}

/** A name without its quoting of comma and equals sign; null when it is quoted wrongly (RFC 5802 §5.1). */
function saslName(quoted: string): string | null {
  if (/=(?!2C|3D)/.test(quoted)) return null;
  return quoted.replaceAll('=2C', ',').replaceAll('=3D', '=');
}
