import type { Attempt } from '../types.js';
import { replyTo } from './attempted.js';
import { advice, type Evidence, type Judgement } from './evidence.js';
import { adviceFor, meaningOf } from './replies.js';

/** Mail that somebody began to send to the address, and that did not come to its end. */
export function tried({ attempt, recipient }: Evidence['attempts'][number]): Judgement {
  const session = advice('Read the whole dialogue', `sessions/${attempt.session}`);
  const reply = replyTo(attempt, recipient);
  if (attempt.outcome === 'open') {
    return {
      verdict: 'under-way',
      title: 'It is being sent at this moment, and is not complete',
      text: 'A message counts as arrived when the server has answered to its last line. Until then it can still be lost.',
      advice: [...advice('Wait a moment, and ask again'), ...session],
    };
  }
  if (recipient.fault || attempt.fault !== null) {
    return {
      verdict: 'refused',
      title: 'It did not arrive: the server refused it on purpose',
      text: `Somebody has told this server to misbehave, to see how your application takes it. ${meaningOf(reply) ?? ''}`.trim(),
      advice: [...advice('Turn the faults off, or see whether your application tries again'), ...session],
    };
  }
  if (attempt.outcome === 'refused' || attempt.outcome === 'kept') {
    return {
      verdict: 'refused',
      title: `It did not arrive: the server refused it with "${reply ?? ''}"`,
      text: meaningOf(reply) ?? 'The server said no before the message was complete.',
      advice: [
        ...advice(adviceFor(reply, attempt.stage)),
        ...advice('See whether your application logs the answers of the mail server: this one should stand there'),
        ...session,
      ],
    };
  }
  const why = {
    'timed-out': 'It did not arrive: the sender fell silent before the message was complete',
    broken: 'It did not arrive: the connection broke off before the message was complete',
    'given-up': 'It did not arrive: the sender changed its mind before the message',
  }[attempt.outcome];
  return {
    verdict: 'unfinished',
    title: why,
    text: 'The recipient was named and accepted, but the letter itself never came to its end. Nothing of it is kept.',
    advice: [
      ...advice(
        'Look whether your application was stopped, ran into a time limit of its own, or failed while it wrote the message',
      ),
      ...session,
    ],
  };
}

/** A connection that came to trouble before anybody was named. */
export function troubled(trouble: Attempt): Judgement {
  const session = advice('Read the whole dialogue', `sessions/${trouble.session}`);
  const meaning = meaningOf(trouble.reply);
  switch (trouble.stage) {
    case 'tls':
      return {
        verdict: 'trouble',
        title: 'A program connected, but gave up over the encryption',
        text: 'Most likely it does not trust the certificate of this server, which made it by itself.',
        advice: [
          ...advice('Tell your application not to use TLS here, or not to verify the certificate'),
          ...advice('Or give the server a certificate that it trusts: --tls-cert and --tls-key'),
          ...session,
        ],
      };
    case 'login':
      return {
        verdict: 'trouble',
        title: 'A program connected, but its login was refused',
        text: meaning ?? 'User name or password were wrong.',
        advice: [...advice(adviceFor('535', 'login')), ...session],
      };
    default:
      return {
        verdict: 'trouble',
        title: 'A program connected, but never came to name a recipient',
        text: meaning ?? trouble.reply ?? 'The connection ended early.',
        advice: [...advice(adviceFor(trouble.reply, trouble.stage)), ...session],
      };
  }
}
