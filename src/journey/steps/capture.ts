import { grouped } from '../../lib/grouped.js';
import { decodeTranscript } from '../../sessions/transcript.js';
import type { Message } from '../../store/store.js';
import { addressIn, type Exchange, exchangesOf, isRefusal, lastReply } from '../exchanges.js';
import { RECIPIENT_STEPS } from '../limits.js';
import { fact, type Step, step } from './step.js';
import { address, count } from './words.js';

/** How a message came in, from the connection to the moment when it was kept. */
export function captureSteps(message: Message): Step[] {
  const { envelope } = message;
  if (envelope.via === 'smtp' && message.session) return [...smtpSteps(message), ...keptSteps(message)];
  return [otherWay(message), ...keptSteps(message)];
}

const WAYS = {
  smtp: ['A program sent it by SMTP', 'The dialogue was not kept.'],
  http: ['A program posted it to the REST API', 'No SMTP was spoken, so there is no dialogue.'],
  imap: ['A mail program saved it by IMAP (APPEND)', 'That is how programs file what they have sent, or drafts.'],
  relay: ['Restante made it: a report about mail that was sent out', 'Nobody sent it, so there is no dialogue.'],
  import: ['It was imported from a file or an archive', 'How it came here first is not known.'],
} as const;

function otherWay({ envelope, receivedAt }: Message): Step {
  const [title, text] = WAYS[envelope.via];
  const facts = [...fact('From', envelope.client.address), ...fact('User', envelope.user)];
  return step({ at: receivedAt, kind: 'connected', state: 'ok', title, text, facts });
}

function smtpSteps(message: Message): Step[] {
  const exchanges = exchangesOf(decodeTranscript(message.session?.transcript ?? ''));
  // The dialogue ends where the message was kept; so its beginning is as long ago as it took.
  const start = message.receivedAt - (exchanges.at(-1)?.lines.at(-1)?.at ?? 0);
  const session = message.session?.id ?? null;
  const at = (exchange: Exchange) => start + (exchange.lines[0]?.at ?? 0);
  const steps: Step[] = [];
  const add = (exchange: Exchange, given: Omit<Step, 'at' | 'lines' | 'session' | 'facts' | 'text'> & Partial<Step>) =>
    steps.push(step({ at: at(exchange), lines: exchange.lines, session, ...given }));

  const recipients = exchanges.filter(({ verb }) => verb === 'RCPT');
  for (const exchange of exchanges) {
    const reply = lastReply(exchange);
    const fault = exchange.notes.find((note) => note.startsWith('fault: '));
    switch (exchange.verb) {
      case '':
        add(exchange, {
          kind: 'connected',
          state: 'ok',
          title: `A program connected from ${message.envelope.client.address}`,
        });
        break;
      case 'EHLO':
      case 'HELO':
        if (exchange.verb && !steps.some(({ title }) => title.startsWith('It introduced itself'))) {
          const name = (exchange.command ?? '').slice(4).trim();
          add(exchange, {
            kind: 'connected',
            state: name ? 'ok' : 'warn',
            title: name ? `It introduced itself as ${name}` : 'It introduced itself without a name',
          });
        }
        break;
      case 'STARTTLS':
        add(exchange, tls(message, isRefusal(reply)));
        break;
      case 'AUTH':
        add(exchange, {
          kind: 'login',
          state: isRefusal(reply) ? 'warn' : 'ok',
          title: isRefusal(reply)
            ? 'Its login was refused'
            : `It logged in${message.envelope.user ? ` as ${message.envelope.user}` : ''}`,
        });
        break;
      case 'MAIL':
        add(exchange, {
          kind: 'sender',
          state: isRefusal(reply) ? 'warn' : 'ok',
          title: `It named the sender: ${address(addressIn(exchange.command))}`,
          text:
            addressIn(exchange.command) === ''
              ? 'The empty sender is that of automatic mail: nobody wants a report about it.'
              : 'This is the envelope. Where delivery fails, this address is told, whatever the From of the letter says.',
        });
        break;
      case 'RCPT':
        if (recipients.indexOf(exchange) < RECIPIENT_STEPS || isRefusal(reply))
          add(exchange, recipient(exchange, fault));
        else if (recipients.indexOf(exchange) === RECIPIENT_STEPS)
          add(exchange, {
            kind: 'recipient',
            state: 'ok',
            title: `It named ${count(recipients.length - RECIPIENT_STEPS, 'more recipient')}`,
          });
        break;
      case 'DATA':
        add(exchange, {
          kind: 'content',
          state: 'ok',
          title: `It sent the letter: ${grouped(message.size)} bytes`,
          text: 'Header and body, which is all that the reader will see.',
        });
        break;
    }
    if (exchange.verb === '' && exchange.notes.some((note) => note.startsWith('TLS')))
      add(exchange, tls(message, false));
    if (fault && exchange.verb !== 'RCPT')
      add(exchange, { kind: 'fault', state: 'warn', title: 'The server misbehaved on purpose', text: fault.slice(7) });
  }
  return steps;
}

function tls({ envelope }: Message, refused: boolean) {
  const facts = fact('Cipher', envelope.tls?.cipher);
  return refused || !envelope.tls
    ? ({ kind: 'tls', state: 'warn', title: 'It asked for encryption, and did not get it' } as const)
    : ({
        kind: 'tls',
        state: 'ok',
        title: `The connection became encrypted (${envelope.tls.version})`,
        facts,
      } as const);
}

function recipient(exchange: Exchange, fault: string | undefined) {
  const named = addressIn(exchange.command);
  const reply = lastReply(exchange);
  if (!isRefusal(reply)) {
    return { kind: 'recipient', state: 'ok', title: `It named the recipient ${address(named)}: accepted` } as const;
  }
  return {
    kind: fault ? 'fault' : 'recipient',
    state: 'fail',
    title: `It named the recipient ${address(named)}: refused${fault ? ' on purpose' : ''}`,
    text: reply,
  } as const;
}

function keptSteps(message: Message): Step[] {
  const { receivedAt, summary, tags, id, size } = message;
  const steps: Step[] = [];
  if (summary.notes.length > 0) {
    steps.push(
      step({
        at: receivedAt,
        kind: 'note',
        state: 'warn',
        title: `A strict server or reader would have objected to ${count(summary.notes.length, 'thing')}`,
        facts: summary.notes.map(({ code, text }) => ({ name: code, value: text })),
      }),
    );
  }
  const facts = [...fact('Id', id), ...fact('Size', `${grouped(size)} bytes`), ...fact('Tags', tags.join(', '))];
  steps.push(step({ at: receivedAt, kind: 'kept', state: 'ok', title: 'The message was kept, byte for byte', facts }));
  return steps;
}
