import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Context } from '../context.js';
import { sendMailHogEvents } from './mailhog/events.js';
import { sendMailpitEvents } from './mailpit/events.js';
import type { Push, PushClient } from './push.js';

/** Milliseconds between pings: what Mailpit and MailHog take, for proxies that close a silent line. */
const PING = 54_000;
/** Clients say nothing; bytes of a frame of theirs. */
const MAX_FRAME = 1024;
/** Bytes that wait for a slow reader; beyond that the line is closed, and the client comes again and lists. */
const BACKLOG = 16 * 1024 * 1024;
/** RFC 6455 §7.4.1: going away, and (of the registry) try again later. */
const GOING_AWAY = 1001;
const TRY_AGAIN = 1013;

const PUSHES: ReadonlyMap<string, Push> = new Map([
  ['/api/events', sendMailpitEvents],
  ['/api/v2/websocket', sendMailHogEvents],
]);

/** The peers' WebSockets. Guards have seen the request already: Host, Origin, login. */
export interface PeerSockets {
  knows(req: IncomingMessage): boolean;
  take(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function createPeerSockets(context: Context): PeerSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: false });
  const wanted = context.config.http.compat !== 'off';
  const pushOf = (req: IncomingMessage) => PUSHES.get(req.url?.split('?', 1)[0] ?? '');
  return {
    knows: (req) => wanted && pushOf(req) !== undefined,
    take(req, socket, head) {
      server.handleUpgrade(req, socket, head, (webSocket) => {
        keep(webSocket);
        pushOf(req)?.(clientOf(webSocket), context);
      });
    },
    close() {
      for (const client of server.clients) {
        client.close(GOING_AWAY);
        client.terminate();
      }
      server.close();
    },
  };
}

/** Pings the client, and ends the line when the last ping is not answered. */
function keep(webSocket: WebSocket): void {
  let alive = true;
  webSocket.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(() => {
    if (!alive) return webSocket.terminate();
    alive = false;
    webSocket.ping();
  }, PING);
  webSocket.on('close', () => clearInterval(timer));
  // What a client does wrong ends its own line only.
  webSocket.on('error', () => webSocket.terminate());
}

function clientOf(webSocket: WebSocket): PushClient {
  const end = () => webSocket.close(TRY_AGAIN, 'too slow');
  const sendText = (json: string) => {
    if (webSocket.readyState !== webSocket.OPEN) return;
    if (webSocket.bufferedAmount > BACKLOG) end();
    else webSocket.send(json);
  };
  return {
    end,
    sendText,
    send: (value) => sendText(JSON.stringify(value)),
    onClose: (call) => void webSocket.once('close', call),
  };
}
