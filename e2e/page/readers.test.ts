import { createConnection } from 'node:net';
import { ImapFlow } from 'imapflow';
import { afterEach, expect, it } from 'vitest';
import { withHouse } from './house.js';
import { rows, subjects, waitForCount, waitForLive } from './on-page.js';

const house = withHouse({ imap: { port: 0 }, pop3: { port: 0 } });

const open: ImapFlow[] = [];
afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

/** A mail client that has logged in as an address and opened its INBOX, and listens. */
async function mailClient(user: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: house().server.addresses.imap?.port ?? 0,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: 'any' },
    logger: false,
  });
  open.push(client);
  await client.connect();
  await client.mailboxOpen('INBOX');
  return client;
}

it('a message captured by SMTP reaches a client that idles, and its flags go both ways', async () => {
  const page = await house().open();
  await waitForLive(page);
  const client = await mailClient('ann@example.org');
  const exists = new Promise<number>((resolve) => client.once('exists', ({ count }) => resolve(count)));
  void client.idle();

  const began = performance.now();
  void exists.then(() => {
    process.stdout.write(`From MAIL to EXISTS in IDLE: ${(performance.now() - began).toFixed(1)} ms\n`);
  });
  await house().send({ subject: 'Both see it', text: 'x' });
  expect(await exists).toBe(1);
  const row = rows(page).first();
  await row.waitFor();
  expect(await row.getAttribute('data-seen')).toBe('false');

  // The page hears of what the client does …
  await client.messageFlagsAdd('1', ['\\Seen']);
  await page.locator('[data-testid=row][data-seen=true]').waitFor();

  // … and the client of what is done on the page.
  const told = new Promise<ReadonlySet<string> | undefined>((resolve) =>
    client.once('flags', ({ flags }) => resolve(flags)),
  );
  void client.idle();
  await row.getByRole('link').click();
  await page.getByTestId('message').waitFor();
  await page.keyboard.press('r');
  expect(await told).not.toContain('\\Seen');
  await page.locator('[data-testid=row][data-seen=false]').waitFor();

  const gone = new Promise<number>((resolve) => client.once('expunge', ({ seq }) => resolve(seq ?? 0)));
  void client.idle();
  await house().server.client.messages.clear();
  expect(await gone).toBe(1);
  await waitForCount(page, 0);
});

/** Says commands over POP3, one after the other; throws at an error. */
async function pop3(...commands: string[]): Promise<void> {
  const socket = createConnection(house().server.addresses.pop3?.port ?? 0, '127.0.0.1');
  const lines = (async function* () {
    let text = '';
    for await (const chunk of socket) {
      text += chunk;
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        yield text.slice(0, end);
        text = text.slice(end + 2);
      }
    }
  })();
  await lines.next();
  for (const command of commands) {
    socket.write(`${command}\r\n`);
    const { value } = await lines.next();
    expect(value).toMatch(/^\+OK/);
  }
  socket.destroy();
}

it('what POP3 deletes goes from the inbox on the page, and from everywhere when nobody else has it', async () => {
  const page = await house().open('?inbox=ann%40example.org');
  await waitForLive(page);
  await house().send({ subject: 'Stays', text: 'x' });
  await house().send({ subject: 'Goes', text: 'x' });
  await waitForCount(page, 2);
  await pop3('USER ann@example.org', 'PASS any', 'DELE 2', 'QUIT');
  await waitForCount(page, 1);
  expect(await subjects(page)).toEqual(['Stays']);

  const all = await house().open();
  await waitForLive(all);
  await waitForCount(all, 2);
  await pop3('USER catchall', 'PASS any', 'DELE 2', 'QUIT');
  await waitForCount(all, 1);
  expect(await subjects(all)).toEqual(['Stays']);
});
