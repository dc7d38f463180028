import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MessageRow } from '../types.js';

/** A server that answers as a test wants, for what the real one cannot be made to do in a short time. */
export interface FakeServer {
  readonly url: string;
  /** `METHOD path?query` of each request. */
  readonly requests: string[];
  close(): Promise<void>;
}

export type Handler = (req: IncomingMessage, res: ServerResponse, url: URL) => void;

export async function startFake(handler: Handler): Promise<FakeServer> {
  const requests: string[] = [];
  const server = createServer((req, res) => {
    requests.push(`${req.method} ${decodeURIComponent(req.url ?? '')}`);
    handler(req, res, new URL(req.url ?? '', 'http://fake'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(res: ServerResponse, value: unknown, status = 200): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  res.writeHead(status, { 'content-type': type }).end(JSON.stringify(value));
}

export function problem(res: ServerResponse, status: number, detail: string, more: object = {}): void {
  json(res, { type: 'about:blank', title: 'Problem', status, detail, ...more }, status);
}

export function row(given: Partial<MessageRow> = {}): MessageRow {
  return {
    id: '01900000-0000-7000-8000-000000000001',
    cursor: 'c1',
    receivedAt: '2026-03-01T10:00:00.000Z',
    size: 1,
    subject: 'Hello',
    from: [{ name: '', address: 'app@example.org' }],
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    date: null,
    messageId: null,
    snippet: '',
    attachments: 0,
    hasHtml: false,
    seen: false,
    tags: [],
    code: null,
    reversePath: 'app@example.org',
    recipients: ['ann@example.org'],
    recipientCount: 1,
    ...given,
  };
}
