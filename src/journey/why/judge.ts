import { address, count } from '../steps/words.js';
import type { Departure } from '../types.js';
import { advice, type Evidence, type Judgement } from './evidence.js';
import { tried, troubled } from './tried.js';
import type { Near } from './why.js';

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
