import { decodeTranscript } from '../../sessions/transcript.js';
import { isRefusal } from '../exchanges.js';
import { fact, type StepKind, step } from '../steps/step.js';
import { address, count } from '../steps/words.js';
import type { Attempt, Recipient } from '../types.js';
import { meaningOf } from './replies.js';
import type { Happening } from './why.js';

/** An attempt to send something to one recipient, or one that never came to name any. */
export function attempted(attempt: Attempt, recipient: Recipient | undefined, session: string | null): Happening {
  const reply = replyTo(attempt, recipient);
  const { title, text, kind } = words(attempt, recipient, reply);
  const others = attempt.recipients.length - 1;
  return {
    ...step({
      at: attempt.at,
      kind,
      state: attempt.outcome === 'open' ? 'info' : attempt.outcome === 'given-up' ? 'warn' : 'fail',
      title,
      text,
      facts: [
        ...fact('From', attempt.client),
        ...fact('Sender', attempt.from === null ? null : address(attempt.from)),
        ...fact('Answer', reply),
        ...fact('On purpose', attempt.fault),
        ...fact('Other recipients', others > 0 ? count(others, 'other') : null),
      ],
      lines: decodeTranscript(attempt.transcript),
      session,
    }),
    message: null,
    subject: null,
  };
}

/** The reply that kept the mail from this recipient. */
export const replyTo = ({ reply, stage }: Attempt, recipient: Recipient | undefined): string | null =>
  stage !== 'sender' && isRefusal(recipient?.reply) ? recipient.reply : reply;

function words(
  attempt: Attempt,
  recipient: Recipient | undefined,
  reply: string | null,
): { title: string; text: string | null; kind: StepKind } {
  const { outcome, stage, fault } = attempt;
  const purpose = fault !== null || recipient?.fault ? ' on purpose' : '';
  const meaning = meaningOf(reply);
  if (recipient && stage !== 'sender' && isRefusal(recipient.reply)) {
    return {
      kind: 'refused',
      title: `The recipient was refused${recipient.fault ? ' on purpose' : ''}`,
      text: meaning,
    };
  }
  switch (outcome) {
    case 'refused':
    case 'kept':
      return { kind: 'refused', title: `${REFUSED[stage]} was refused${purpose}`, text: meaning };
    case 'timed-out':
      return {
        kind: 'unfinished',
        title: 'The sender fell silent in the middle, and was not waited for any longer',
        text: 'Nothing of an unfinished message is kept, so that nobody reads half a letter.',
      };
    case 'broken':
      return {
        kind: 'unfinished',
        title:
          stage === 'tls'
            ? 'The encryption could not be agreed upon'
            : `The connection broke off${stage === 'connection' ? '' : ' in the middle'}${purpose}`,
        text: stage === 'tls' ? reply : 'Nothing of an unfinished message is kept. A mail program would try again.',
      };
    case 'given-up':
      return {
        kind: 'unfinished',
        title: 'The sender named the recipient, and then did not send anything',
        text: 'It said goodbye or took it back before the letter itself. Programs that only check addresses do that.',
      };
    case 'open':
      return { kind: 'unfinished', title: 'It is being sent at this moment', text: 'The connection is still open.' };
  }
}

const REFUSED: Readonly<Record<Attempt['stage'], string>> = {
  connection: 'The connection',
  tls: 'The encryption',
  login: 'The login',
  sender: 'The sender',
  recipient: 'The recipient',
  message: 'The message',
};
