import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, expect } from 'vitest';
import type { ConfigInput } from '../../config/schema.js';
import { ImapClient } from '../../imap/testing/client.js';
import { LineClient } from '../../net/testing/line-client.js';
import { Pop3Client } from '../../pop3/testing/pop3-client.js';
import { createServer, type Restante } from '../../server.js';

/** A whole Restante, and real clients of each protocol. */
export interface House extends Restante {
  /** Sends a mail by SMTP. Rejects with the server's refusal. */
  send(mail: { to: string | string[]; subject?: string; from?: string; header?: string }): Promise<void>;
  smtp(): Promise<LineClient>;
  pop3(user: string): Promise<Pop3Client>;
  imap(user: string, mailbox?: string): Promise<ImapClient>;
}

const folders: string[] = [];

/** A folder that goes with the test, when all houses have let go of it. */
export async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'restante-journey-'));
  folders.push(folder);
  return folder;
}

/** A test may stop its house itself, after a look at it. */
const stopped = new Set<Restante>();
const running: { house: Restante; clients: { destroy(): void }[] }[] = [];

/** Starts one that ends with the test, looked over. */
export async function openHouse(input: ConfigInput = {}): Promise<House> {
  const house = createServer({ ...input, smtp: { port: 0, ...input.smtp } });
  const clients: { destroy(): void }[] = [];
  running.push({ house, clients });
  const { smtp, pop3, imap } = await house.start();
  const kept = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const tools = {
    async stop() {
      for (const client of clients) client.destroy();
      expect(await house.store.verify()).toEqual([]);
      stopped.add(house);
      await house.stop();
    },
    async send({ to, subject = 'Hello', from = 'app@example.org', header }: Parameters<House['send']>[0]) {
      const post = createTransport({ host: '127.0.0.1', port: smtp?.port, ignoreTLS: true });
      try {
        const envelope = { from, to: [to].flat() };
        await post.sendMail({ envelope, from, to: header ?? to, subject, text: 'The text of it' });
      } finally {
        post.close();
      }
    },
    smtp: async () => kept(await LineClient.silent(smtp?.port ?? 0)),
    async pop3(user: string) {
      const client = kept(await Pop3Client.open(pop3?.port ?? 0));
      await client.login(user);
      return client;
    },
    async imap(user: string, mailbox = 'INBOX') {
      const client = kept(await ImapClient.connect(imap?.port ?? 0));
      await client.ok(`LOGIN "${user}" x`);
      await client.ok(`SELECT "${mailbox}"`);
      return client;
    },
  };
  const { stop: _, ...rest } = Object.getOwnPropertyDescriptors(house);
  return Object.defineProperties(tools, rest) as unknown as House;
}

afterEach(async () => {
  for (const { house, clients } of running.splice(0)) {
    for (const client of clients) client.destroy();
    if (!stopped.has(house)) expect(await house.store.verify()).toEqual([]);
    await house.stop();
  }
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
