import {
  decodeBase64,
  MECHANISMS,
  type SaslExchange,
  type SaslMechanism,
  type SaslStep,
} from '../../auth/sasl/index.js';
import type { Command } from '../command.js';
import { MAX_SASL_ANSWER } from '../limits.js';
import { openAccount } from '../session/account.js';
import type { Session } from '../session/session.js';
import type { Args } from '../wire/args.js';
import { BadCommand, ConnectionOver, Refused } from '../wire/errors.js';
import { loggedIn, refuseLogin, requirePrivacy } from './login.js';

const offered = ({ house, line }: Session, { available, sendsPassword }: SaslMechanism): boolean =>
  available(house.authenticator) && !(sendsPassword && house.config.imap.tlsRequired && !line.secure);

/** RFC 9051 §6.2.2, with an initial response (RFC 4959). */
export const authenticate: Command = {
  name: 'AUTHENTICATE',
  states: ['unauthenticated'],
  capabilities: [
    { word: 'SASL-IR' },
    ...MECHANISMS.map((mechanism) => ({
      word: `AUTH=${mechanism.name}`,
      when: (session: Session) => session.state.name === 'unauthenticated' && offered(session, mechanism),
    })),
  ],
  async run({ session, args }) {
    args.sp();
    const name = args.atom('the name of a mechanism');
    const initial = args.more() ? readInitial(args) : null;
    args.end();
    const mechanism = MECHANISMS.find((each) => each.name === name);
    if (!mechanism?.available(session.house.authenticator))
      throw new Refused(`There is no mechanism ${name} here`, 'CANNOT');
    if (mechanism.sendsPassword) requirePrivacy(session);
    const step = await exchange(session, mechanism.start(session.house.authenticator), initial);
    if (step.type === 'failure') refuseLogin(session, step.reason);
    await openAccount(session, step.user);
    return loggedIn(session);
  },
};

/** `=` stands for an empty response. */
function readInitial(args: Args): Buffer {
  const text = args.match(/\S+/y)?.[0] ?? args.fail('an initial response');
  return text === '=' ? Buffer.alloc(0) : base64(text);
}

function base64(text: string): Buffer {
  const bytes = decodeBase64(text);
  if (!bytes) throw new BadCommand('The response is no base64');
  return bytes;
}

async function exchange(
  session: Session,
  sasl: SaslExchange,
  initial: Buffer | null,
): Promise<Exclude<SaslStep, { type: 'challenge' }>> {
  let step = sasl.step(initial);
  while (step.type === 'challenge') step = sasl.step(await answerTo(session, step.data));
  // SCRAM's last word comes as a challenge here, to which the client says nothing (RFC 4422 §5).
  if (step.type === 'success' && step.data) await answerTo(session, step.data);
  return step;
}

async function answerTo(session: Session, challenge: Buffer): Promise<Buffer> {
  session.out.line(`+ ${challenge.toString('base64')}`);
  session.out.flush();
  const line = await session.line.nextLine(MAX_SASL_ANSWER);
  if (line === null) throw new ConnectionOver();
  if (line === '*') throw new BadCommand('The login was given up');
  return line === '' ? Buffer.alloc(0) : base64(line);
}
