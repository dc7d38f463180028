import nodemailer, { type SendMailOptions } from 'nodemailer';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { ConfigInput } from '../../src/config/schema.js';
import { createServer, type Restante } from '../../src/server.js';
import { launch } from '../browser.js';
import { createLine, type Line } from './line.js';

/** A running server, a line to it that can be cut, and pages on it. */
export interface House {
  readonly server: Restante;
  readonly line: Line;
  /** The page's address with the base path, by way of the line. */
  readonly url: string;
  /** Sends mail by SMTP; resolves at the 250. */
  send(mail: SendMailOptions): Promise<void>;
  /** A page in a browser context of its own. What it throws fails the test. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

async function openHouse(browser: Browser, config: ConfigInput): Promise<House> {
  // Behind a reverse proxy the page may stand below a path: see vitest.config.ts.
  const basePath = process.env.RESTANTE_TEST_BASE_PATH ?? '/';
  const server = createServer({ ...config, smtp: { port: 0 }, http: { basePath, ...config.http, port: 0 } });
  const { smtp, http } = await server.start();
  if (!smtp || !http) throw new Error('SMTP and HTTP are needed here.');
  const line = await createLine(http.port);
  const post = nodemailer.createTransport({
    host: smtp.host,
    port: smtp.port,
    ignoreTLS: true,
    pool: true,
    maxConnections: 4,
  });
  const url = `http://127.0.0.1:${line.port}${server.config.http.basePath}`;
  const thrown: Error[] = [];
  const contexts: { close(): Promise<void> }[] = [];
  return {
    server,
    line,
    url,
    async send(mail) {
      await post.sendMail({ from: 'app@example.org', to: 'ann@example.org', ...mail });
    },
    async open(path = '', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      contexts.push(context);
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      page.on('pageerror', (error) => thrown.push(error));
      await page.goto(url + path);
      return page;
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      post.close();
      await line.close();
      const faults = await server.store.verify();
      await server.stop();
      expect(thrown).toEqual([]);
      expect(faults).toEqual([]);
    },
  };
}

/** A house for each test of a file, and one browser for all. */
export function withHouse(config: ConfigInput = {}): () => House {
  let browser: Browser | undefined;
  let house: House | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    if (browser) house = await openHouse(browser, config);
  });
  afterEach(() => house?.close());
  return () => {
    if (!house) throw new Error('The house stands only during a test.');
    return house;
  };
}
