import {
  decodeBase64,
  MECHANISMS,
  type SaslExchange,
  type SaslMechanism,
  type SaslStep,
} from '../../auth/sasl/index.js';
import type { Command } from '../command.js';
import { Mistaken, Refused } from '../refused.js';
import type { Session } from '../session.js';
import { openMaildrop, refuseLogin, requirePrivacy } from './log-in.js';

const offered = ({ house, mustSecure }: Session): SaslMechanism[] =>
  MECHANISMS.filter(({ available, sendsPassword }) => available(house.authenticator) && !(sendsPassword && mustSecure));

/** RFC 5034. Without an argument it lists the mechanisms, as servers did before CAPA and some clients still ask. */
export const auth: Command = {
  name: 'AUTH',
  states: ['authorization'],
  capabilities: [
    {
      word: 'SASL',
      line: (session) => {
        const names = offered(session).map(({ name }) => name);
        return names.length > 0 ? `SASL ${names.join(' ')}` : undefined;
      },
    },
  ],
  async run({ session, argument }) {
    const [name = '', initial, ...more] = argument.trim().split(/\s+/);
    if (name === '') return { text: 'The mechanisms', lines: offered(session).map((mechanism) => mechanism.name) };
    if (more.length > 0) throw new Mistaken('AUTH is followed by a mechanism and, perhaps, an initial response');
    const { authenticator } = session.house;
    const mechanism = MECHANISMS.find((each) => each.name === name.toUpperCase());
    if (!mechanism?.available(authenticator)) throw new Refused('That mechanism is not offered here');
    if (mechanism.sendsPassword) requirePrivacy(session);
    session.restart();
    const step = await exchange(session, mechanism.start(authenticator), initial);
    if (step.type === 'failure') refuseLogin(session, step.reason);
    return openMaildrop(session, step.user);
  },
};

async function exchange(
  session: Session,
  sasl: SaslExchange,
  initial: string | undefined,
): Promise<Exclude<SaslStep, { type: 'challenge' }>> {
  let step = sasl.step(initial === undefined ? null : response(initial));
  while (step.type === 'challenge') step = sasl.step(await answerTo(session, step.data));
  // SCRAM's last word comes as a challenge here, to which the client says nothing (RFC 4422 §5).
  if (step.type === 'success' && step.data) await answerTo(session, step.data);
  return step;
}

async function answerTo(session: Session, challenge: Buffer): Promise<Buffer> {
  const line = await session.line.ask(challenge);
  if (line === '*') throw new Refused('The login was given up');
  return response(line);
}

/** `=` stands for an empty response. */
function response(text: string): Buffer {
  const bytes = decodeBase64(text === '=' ? '' : text);
  if (!bytes) throw new Mistaken('That is no base64');
  return bytes;
}
