import { expect } from 'vitest';
import type { z } from 'zod';
import { type Config, type ConfigInput, configSchema } from '../../config/schema.js';
import { silentLogger } from '../../lib/logger.js';
import { relaySettingsSchema } from '../../settings/relay.js';
import { Settings } from '../../settings/settings.js';
import { createRouter } from '../../store/deliver.js';
import { createMemoryStore } from '../../store/memory/index.js';
import { createMemoryOutbox } from '../../store/memory/outbox.js';
import type { Outbox, OutboxItem } from '../../store/outbox.js';
import { Receiver } from '../../store/receive.js';
import type { Message, Store } from '../../store/store.js';
import type { RelayEvent } from '../events.js';
import { Relay } from '../relay.js';

export type RelayInput = z.input<typeof relaySettingsSchema>;

/** What a message came with, beside its bytes. */
export interface Arriving {
  readonly from?: string;
  readonly to: readonly string[];
  readonly raw?: string | Buffer;
  readonly fromParams?: Readonly<Record<string, string | true>>;
  readonly toParams?: Readonly<Record<string, string | true>>;
}

/** A relay with a store and a queue, without any listener. */
export interface RelayHouse {
  readonly relay: Relay;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly config: Config;
  readonly events: RelayEvent[];
  set(input: RelayInput): Promise<void>;
  /** Puts a message in as SMTP does. */
  arrive(message: Arriving): Promise<Message>;
  /** Waits until nothing of these is due any more, and gives them as they are. */
  settled(items: readonly OutboxItem[]): Promise<OutboxItem[]>;
  /** Messages of an account, oldest first, with their bytes as text. */
  mailOf(account: string): Promise<{ message: Message; text: string }[]>;
  /** Waits for this many. */
  mailOf(account: string, atLeast: number): Promise<{ message: Message; text: string }[]>;
  close(): Promise<void>;
}

export const RAW = [
  'From: Shop <shop@example.org>',
  'To: ann@one.example',
  'Subject: Your order',
  '',
  'Hello Ann',
  '',
].join('\r\n');

export async function openRelay(
  relaySettings: RelayInput = {},
  input: ConfigInput = {},
  own: { store?: Store; outbox?: Outbox } = {},
): Promise<RelayHouse> {
  const config = configSchema.parse({ name: 'restante.test', ...input });
  const store = own.store ?? createMemoryStore({ retention: config.store });
  if (!own.store) await store.open();
  const outbox = own.outbox ?? createMemoryOutbox();
  if (!own.outbox) await outbox.open();
  const settings = await Settings.open(null);
  const set = (next: RelayInput) =>
    settings.replace((present) => ({ ...present, relay: relaySettingsSchema.parse(next) }));
  await set(relaySettings);
  const route = createRouter(config);
  const parts = {
    config,
    store,
    outbox,
    settings,
    route,
    tagging: () => (_: unknown, named: readonly string[]) => named,
    listeners: () => [],
    logger: silentLogger,
  };
  const relay = new Relay(parts);
  const events: RelayEvent[] = [];
  relay.events.subscribe((event) => events.push(event));
  await relay.start();

  const mailOf = async (account: string, atLeast = 0): Promise<{ message: Message; text: string }[]> => {
    const { messages } = await store.list({ account, limit: 1000, order: 'oldest' });
    if (messages.length < atLeast) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return mailOf(account, atLeast);
    }
    return Promise.all(
      messages.map(async ({ id }) => {
        const chunks: Buffer[] = [];
        for await (const chunk of store.read(id)) chunks.push(chunk);
        return { message: await store.get(id), text: Buffer.concat(chunks).toString() };
      }),
    );
  };

  return {
    relay,
    store,
    outbox,
    config,
    events,
    set,
    async arrive({ from = 'shop@example.org', to, raw = RAW, fromParams = {}, toParams = {} }) {
      const receiver = new Receiver(store);
      await receiver.write(Buffer.from(raw));
      const envelope = {
        via: 'smtp' as const,
        reversePath: { address: from, params: fromParams },
        forwardPaths: to.map((address) => ({ address, params: toParams })),
        helo: 'client.test',
        client: { address: '127.0.0.1', port: 4000 },
        tls: null,
        user: null,
        body: null,
        smtputf8: fromParams.SMTPUTF8 !== undefined,
      };
      return receiver.commit({ envelope, deliveries: route(envelope) });
    },
    async settled(items) {
      for (;;) {
        const now = await Promise.all(items.map(({ id }) => outbox.get(id)));
        if (now.every(({ nextAttempt, lease }) => nextAttempt === null && lease === null)) return now;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    mailOf,
    async close() {
      await relay.stop(1000);
      expect(await outbox.verify()).toEqual([]);
      expect(await store.verify()).toEqual([]);
      await outbox.close();
      await store.close();
    },
  };
}
