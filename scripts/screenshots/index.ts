import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nodemailer, { type Transporter } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { chromium, type Page } from 'playwright';
import { findBrowser } from '../../e2e/browser.js';
import { createServer } from '../../src/index.js';
import type { Envelope } from '../../src/message/types.js';
import { createRouter } from '../../src/store/deliver.js';
import { Receiver } from '../../src/store/receive.js';
import { type Arrival, MAIL, WELCOME } from './mail.js';

/**
 * `npm run screenshots`: writes docs/images/page.png, the picture of the README.
 * `npm run screenshots -- FOLDER`: writes each state of the page into a folder, to be looked at before a release.
 */
const README_PICTURE = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const TABS = ['html', 'text', 'headers', 'source', 'structure', 'journey', 'session'];
const DESKTOP = { width: 1280, height: 760 };
const PHONE = { width: 360, height: 740 };

const folder = process.argv[2];
const server = createServer({
  smtp: { port: 1025 },
  imap: { port: 0 },
  http: { port: 8025, label: folder ? 'staging' : '' },
});
const { smtp, http } = await server.start();
if (!smtp || !http) throw new Error('SMTP and HTTP are needed here.');
const post = nodemailer.createTransport({ host: smtp.host, port: smtp.port, tls: { rejectUnauthorized: false } });
const browser = await chromium.launch(findBrowser());

const open = async (path = '', options: Parameters<typeof browser.newPage>[0] = {}): Promise<Page> => {
  const page = await browser.newPage({ viewport: DESKTOP, deviceScaleFactor: 2, ...options });
  await page.goto(http.url + path);
  await page.locator('[data-testid=connection][data-status=online]').waitFor({ state: 'attached' });
  return page;
};

/** Puts a mail in as if it had come by SMTP some time ago. */
async function arrive({ minutes, mail }: Arrival): Promise<void> {
  const receivedAt = Date.now() - minutes * 60_000;
  const composed = new MailComposer({ date: new Date(receivedAt - 1000), ...mail }).compile();
  const { from, to } = composed.getEnvelope();
  const receiver = new Receiver(server.store);
  await receiver.write(await composed.build());
  const envelope: Envelope = {
    via: 'smtp',
    reversePath: { address: from || '', params: {} },
    forwardPaths: to.map((address) => ({ address, params: {} })),
    helo: 'app.example',
    client: { address: '127.0.0.1', port: 50_000 },
    tls: null,
    user: null,
    body: null,
    smtputf8: false,
  };
  await receiver.commit({ envelope, deliveries: createRouter(server.config)(envelope), receivedAt });
}

async function fill(transport: Transporter): Promise<string> {
  for (const arrival of MAIL) await arrive(arrival);
  await transport.sendMail(WELCOME);
  const { messages } = await server.client.messages.list();
  // Some were read already, as on any day.
  const read = messages.filter((_, index) => index === 0 || index > 4).map(({ id }) => id);
  await server.client.messages.update(read, { seen: true });
  return messages[0]?.id ?? '';
}

/** Whose mail the server refuses, and in what way. */
const REFUSED = 'nils@example.org';
async function refuse(transport: Transporter): Promise<void> {
  const { url } = http as { url: string };
  const chaos = (Probability: number) =>
    fetch(`${url}api/v1/chaos`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Recipient: { ErrorCode: 550, Probability } }),
    });
  await chaos(100);
  await transport.sendMail({ from: 'shop@example.org', to: REFUSED, subject: 'x', text: 'x' }).catch(() => {});
  await chaos(0);
}

const shown = (page: Page) =>
  page.frameLocator('[data-testid=html-frame]').getByText('Welcome aboard').waitFor({ timeout: 10_000 });

async function readmePicture(id: string): Promise<void> {
  await mkdir(README_PICTURE, { recursive: true });
  const page = await open(`m/${id}`, { deviceScaleFactor: 1.5 });
  await shown(page);
  await page.screenshot({ path: join(README_PICTURE, 'page.png') });
}

async function everyState(id: string, into: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const tab of TABS) {
      const page = await open(`m/${id}/${tab}`, { colorScheme });
      await page.getByTestId(`panel-${tab}`).waitFor();
      if (tab === 'html') await shown(page);
      await page.screenshot({ path: join(into, `${colorScheme}-${tab}.png`) });
      await page.close();
    }
    for (const [name, path, element] of [
      ['list', '', 'row'],
      ['search', '?q=from%3Afjordpay%20before%3Atomorow', 'search-mistake'],
      ['sessions', 'sessions', 'session'],
      ['why', `why/${encodeURIComponent(REFUSED)}`, 'verdict'],
      ['why-near', 'why/mia%40example.org', 'verdict'],
    ] as const) {
      const page = await open(path, { colorScheme });
      await page.getByTestId(element).first().waitFor();
      await page.screenshot({ path: join(into, `${colorScheme}-${name}.png`) });
      await page.close();
    }
    const page = await open('', { colorScheme });
    for (const [name, key] of [
      ['help', '?'],
      ['send', 'c'],
      ['settings', ','],
      ['palette', 'Control+k'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      await page.screenshot({ path: join(into, `${colorScheme}-${name}.png`) });
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('j');
    await page.keyboard.press('#');
    await page.getByTestId('toast-deletion').waitFor();
    await page.screenshot({ path: join(into, `${colorScheme}-undo.png`) });
    await page.keyboard.press('z');
    await page.close();
    for (const [name, path, element] of [
      ['list', '', 'row'],
      ['message', `m/${id}`, 'html-frame'],
      ['headers', `m/${id}/headers`, 'headers'],
      ['session', `m/${id}/session`, 'transcript'],
      ['journey', `m/${id}/journey`, 'step'],
      ['why', `why/${encodeURIComponent(REFUSED)}`, 'verdict'],
    ] as const) {
      const phone = await open(path, { colorScheme, viewport: PHONE, isMobile: true, hasTouch: true });
      await phone.getByTestId(element).first().waitFor();
      if (name === 'message') await shown(phone);
      await phone.screenshot({ path: join(into, `${colorScheme}-mobile-${name}.png`) });
      await phone.close();
    }
    const middle = await open(`m/${id}`, { colorScheme, viewport: { width: 800, height: 700 } });
    await shown(middle);
    await middle.screenshot({ path: join(into, `${colorScheme}-800.png`) });
    await middle.close();
  }
}

async function emptyState(into: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await open('', { colorScheme });
    await page.getByTestId('setup').waitFor();
    await page.screenshot({ path: join(into, `${colorScheme}-empty.png`) });
    const phone = await open('', { colorScheme, viewport: PHONE, isMobile: true, hasTouch: true });
    await phone.getByTestId('setup').waitFor();
    await phone.screenshot({ path: join(into, `${colorScheme}-mobile-empty.png`) });
  }
}

try {
  if (folder) {
    await mkdir(folder, { recursive: true });
    await emptyState(folder);
  }
  const id = await fill(post);
  if (folder) await refuse(post);
  if (folder) await everyState(id, folder);
  else await readmePicture(id);
} finally {
  post.close();
  await browser.close();
  await server.stop();
}
