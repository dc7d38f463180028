import { describe, expect, it } from 'vitest';
import { openRelay } from './testing/house.js';
import { type ReceiverOptions, startReceiver } from './testing/receiver.js';
import { hasSmtpSink, startSmtpSink } from './testing/smtp-sink.js';

interface Case {
  readonly what: string;
  /** Flags of smtp-sink, and our own server that does the same. */
  readonly flags: readonly string[];
  readonly same: ReceiverOptions;
  readonly state: 'delivered' | 'waiting' | 'failed';
}

const cases: readonly Case[] = [
  { what: 'takes all', flags: [], same: {}, state: 'delivered' },
  {
    what: 'knows HELO only',
    flags: ['-e'],
    same: { server: { disabledCommands: ['AUTH', 'EHLO'] } },
    state: 'delivered',
  },
  { what: 'has no PIPELINING', flags: ['-p'], same: { server: { hidePIPELINING: true } }, state: 'delivered' },
  { what: 'says 4xx to MAIL', flags: ['-r', 'mail'], same: { mail: () => 450 }, state: 'waiting' },
  { what: 'says 4xx to RCPT', flags: ['-r', 'rcpt'], same: { rcpt: () => 450 }, state: 'waiting' },
  { what: 'says 4xx to the message', flags: ['-r', '.'], same: { data: () => 450 }, state: 'waiting' },
  { what: 'says 5xx to MAIL', flags: ['-f', 'mail'], same: { mail: () => 550 }, state: 'failed' },
  { what: 'says 5xx to RCPT', flags: ['-f', 'rcpt'], same: { rcpt: () => 550 }, state: 'failed' },
  { what: 'says 5xx to the message', flags: ['-f', '.'], same: { data: () => 550 }, state: 'failed' },
];

const servers = [
  { name: 'smtp-server', start: ({ same }: Case) => startReceiver(same) },
  // Postfix's own, which others wrote; where it is installed.
  ...(hasSmtpSink() ? [{ name: 'smtp-sink', start: ({ flags }: Case) => startSmtpSink(flags) }] : []),
];

describe.each(servers)('mail for $name', ({ start }) => {
  it.each(cases)('that $what is $state', async (each) => {
    const server = await start(each);
    const out = { name: 'out', host: '127.0.0.1', port: server.port, tls: 'none' } as const;
    const house = await openRelay({
      enabled: true,
      allow: ['*'],
      relays: [out],
      via: 'out',
      queue: { retryAfter: '1h' },
    });
    const message = await house.arrive({ to: ['ann@one.example', 'bob@one.example'] });
    const [item] = await house.relay.release(message, {});
    for (;;) {
      const { attempts, lease, recipients } = await house.outbox.get(item?.id ?? '');
      if (attempts === 0 || lease) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      expect(recipients.map(({ state }) => state)).toEqual([each.state, each.state]);
      break;
    }
    await house.close();
    await server.stop();
  });
});
