import { address, count } from '../steps/words.js';
import type { Attempt, Departure, Recipient } from '../types.js';
import { replyTo } from './attempted.js';
import { adviceFor, meaningOf } from './replies.js';
import type { Advice, Near, Verdict } from './why.js';

/** What is known about mail to one address. */
export interface Evidence {
  readonly account: string;
  /** The address of the SMTP listener; null when it is off. */
  readonly smtp: string | null;
  /** Messages that are in the inbox. */
  readonly arrived: number;
  /** The latest one. */
  readonly latest: {
    readonly id: string;
    readonly subject: string;
    readonly read: boolean;
    readonly sentOn: boolean;
  } | null;
  /** … that were and are not any more, newest first. */
  readonly departures: readonly Departure[];
  /** Attempts that named this recipient, newest first. */
  readonly attempts: readonly { readonly attempt: Attempt; readonly recipient: Recipient }[];
  /** The latest message whose header names the address while its envelope does not. */
  readonly headerOnly: { readonly id: string; readonly recipients: readonly string[] } | null;
  /** Close addresses that have had mail. */
  readonly near: readonly Near[];
  /** Attempts that came to trouble before they named anybody, newest first. */
  readonly troubles: readonly Attempt[];
  /** Messages that came for others. */
  readonly others: number;
  /** SMTP sessions, whatever became of them. */
  readonly sessions: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly title: string;
  readonly text: string;
  readonly advice: readonly Advice[];
}

const advice = (text: string | null, href: string | null = null): Advice[] => (text === null ? [] : [{ text, href }]);
const inboxOf = (account: string): string => `?inbox=${encodeURIComponent(account)}`;

/** Says what it comes down to, from the surest thing to the mere absence of any. */
export function judge(evidence: Evidence): Judgement {
  const [departure] = evidence.departures;
  const [attempt] = evidence.attempts;
  if (evidence.arrived > 0) return arrived(evidence);
  if (departure && departure.at >= (attempt?.attempt.at ?? 0)) return gone(departure, evidence);
  if (attempt) return tried(attempt);
  if (evidence.headerOnly) return headerOnly(evidence.headerOnly, evidence);
  const [near] = evidence.near;
  if (near) return elsewhere(near, evidence);
  const [trouble] = evidence.troubles;
  if (trouble) return troubled(trouble);
  return evidence.others > 0 ? others(evidence) : nothing(evidence);
}

function arrived({ arrived: number, latest, account }: Evidence): Judgement {
  return {
    verdict: 'arrived',
    title: `It arrived: ${count(number, 'message is', 'messages are')} in the inbox of ${account}`,
    text: [
      latest?.read
        ? 'Somebody has read the latest one already.'
        : 'Nobody has opened the latest one yet. If your application does not see it, look at how it reads: which account, which folder, since when.',
      latest?.sentOn
        ? 'It was sent on too: its journey tells with what answer.'
        : 'It stays here, and was not sent on to anybody outside.',
    ].join(' '),
    advice: [
      ...advice('Open the latest message', latest && `m/${latest.id}`),
      ...advice('See its journey: who sent it, and who read it', latest && `m/${latest.id}/journey`),
      ...advice(`See all mail of ${account}`, inboxOf(account)),
    ],
  };
}

function gone(departure: Departure, { account }: Evidence): Judgement {
  const { kind, by, id } = departure;
  const journey = advice('See its journey', `m/${id}/journey`);
  const read = departure.readings.length > 0 || by?.protocol === 'pop3' ? 'It was read, and then it' : 'It';
  if (kind === 'evicted') {
    return {
      verdict: 'gone',
      title: 'It arrived, and had to make room for newer mail',
      text: 'The server keeps only so many messages, bytes or days; the oldest go first.',
      advice: [...advice('Let the server keep more: --max-messages, --max-bytes, --max-age'), ...journey],
    };
  }
  if (by?.protocol === 'pop3') {
    return {
      verdict: 'gone',
      title: `It arrived, and a POP3 program that logged in as ${by.account} fetched and deleted it`,
      text: 'POP3 programs delete what they have fetched, unless they are told to leave mail on the server.',
      advice: [
        ...advice(
          'Look for a mail program or a test that is set up for this inbox, and tell it to leave mail on the server',
        ),
        ...(kind === 'deleted' ? [] : advice('The message is still here, in the inbox of all mail', `m/${id}`)),
        ...journey,
      ],
    };
  }
  if (kind === 'moved') {
    return {
      verdict: 'gone',
      title: 'It arrived, and was moved to another folder',
      text: `It is no longer where mail for ${account} is looked for first.`,
      advice: [...advice('Open it', `m/${id}`), ...journey],
    };
  }
  return {
    verdict: 'gone',
    title: `It arrived. ${read} was deleted`,
    text: by
      ? 'The journey below says by whom and when.'
      : 'Nobody in particular did it: the inbox may have been lent for a test whose time is over.',
    advice: [...(kind === 'deleted' ? [] : advice('The message is still in other inboxes', `m/${id}`)), ...journey],
  };
}

function tried({ attempt, recipient }: Evidence['attempts'][number]): Judgement {
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

function headerOnly({ id, recipients }: NonNullable<Evidence['headerOnly']>, { account }: Evidence): Judgement {
  const named = recipients.slice(0, 3).map(address).join(', ') || 'nobody';
  return {
    verdict: 'elsewhere',
    title: `A letter names ${account} in its header, but was sent to ${named}`,
    text: 'Mail goes where the envelope says (the recipients that your program hands to SMTP), not where the To line says. The To line is only what the reader sees.',
    advice: [
      ...advice('Open that letter', `m/${id}`),
      ...advice(
        'In your program, look for the list of recipients of the envelope: RCPT TO, "envelope", or the second argument of sendmail()',
      ),
    ],
  };
}

function elsewhere(near: Near, { account }: Evidence): Judgement {
  return {
    verdict: 'elsewhere',
    title: `Nothing came for ${account}, but mail came for ${near.account}`,
    text: `The two addresses are close: ${near.difference}. Each address has an inbox of its own.`,
    advice: [
      ...advice(`See the mail of ${near.account}`, inboxOf(near.account)),
      ...advice('Compare the address in your application letter by letter'),
    ],
  };
}

function troubled(trouble: Attempt): Judgement {
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

function others({ others: number, account }: Evidence): Judgement {
  return {
    verdict: 'others',
    title: `Nothing came for ${account}; ${count(number, 'message', 'messages')} came for others`,
    text: 'So your programs reach this server. This mail was either never sent, or sent to another address or another server.',
    advice: [
      ...advice('Look through all mail: it may have another recipient', ''),
      ...advice(
        'See whether your application sent it at all: its log, its job queue, its mail settings for this environment',
      ),
    ],
  };
}

function nothing({ sessions, smtp }: Evidence): Judgement {
  const where =
    smtp === null ? 'SMTP is off here: start the server with --smtp-port' : `Point your application at ${smtp}`;
  return sessions > 0
    ? {
        verdict: 'nothing',
        title: 'Programs connected, but none tried to send anything',
        text: 'Something reaches this server, and leaves again without naming a recipient: a health check, perhaps.',
        advice: [...advice('See what they said', 'sessions'), ...advice(where, 'setup')],
      }
    : {
        verdict: 'nothing',
        title: 'No program has tried to send anything to this server',
        text: 'Most likely your application sends to another host or port, or does not send in this environment.',
        advice: [
          ...advice(where, 'setup'),
          ...advice('Inside a container 127.0.0.1 is the container itself: use the name of the server there'),
          ...advice('Send a test message by hand, to see that it arrives: restante sendmail'),
        ],
      };
}
