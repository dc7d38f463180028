import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { tellMailDev } from '../compat/maildev/events.js';
import type { Context } from '../context.js';
import { HttpProblem, toProblem } from '../problem.js';
import { check } from '../router.js';
import { liveQuerySchema } from '../schemas/requests.js';
import type { LiveEvent } from '../schemas/server.js';
import { Feed, type FeedOptions, type Sink } from './feed.js';
import { answerWaits, type WaitResult } from './socket-wait.js';
import { readSubscription } from './subscription.js';

interface ToClient {
  hello(hello: { cursor: string; resumed: boolean }): void;
  events(events: readonly LiveEvent[]): void;
  resync(resync: { cursor: string }): void;
}
interface ToServer {
  /** A wait with the parameters of `GET /api/messages/wait`. */
  wait(parameters: unknown, answer: (result: WaitResult) => void): void;
}
type Nothing = Record<never, never>;
type Client = Socket<ToServer, ToClient, Nothing, Admitted>;

interface Admitted {
  readonly context: Context;
  readonly options: FeedOptions;
}

const handshakeSchema = liveQuerySchema.extend({ token: z.string().max(1000).optional() });

/**
 * Live events by socket.io. Guards have seen the handshake request already (Host, Origin); here its credentials are
 * asked for, since a browser can send them only with the first packet.
 */
export function attachSocket(server: HttpServer, context: Context): Server {
  const io = new Server<ToServer, ToClient, Nothing, Admitted>(server, {
    serveClient: false,
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    // Clients send nothing but the handshake and waits.
    maxHttpBufferSize: 16 * 1024,
    connectTimeout: 10_000,
    perMessageDeflate: false,
    httpCompression: false,
  });
  io.use(async (client, next) => {
    try {
      await context.scopes.learnToken(client.handshake.auth.token);
      Object.assign(client.data, admit(client, context));
      next();
    } catch (error) {
      next(connectError(toProblem(error) ?? new HttpProblem(500, 'Something went wrong here.')));
    }
  });
  io.on('connection', (client) => {
    // Of a token's inbox only, where it came with one.
    const { context, options } = client.data;
    const feed = new Feed(context, options, sinkOf(client));
    client.on('disconnect', () => feed.close());
    answerWaits(client, context);
    client.emit('hello', { cursor: feed.cursor, resumed: feed.resumed });
    feed.start();
    if (!isOurs(client)) client.on('disconnect', tellMailDev(context, emitter(client), readiness(client)));
  });
  return io as unknown as Server;
}

/** @throws HttpProblem, QueryError, InvalidCursor */
function admit({ handshake: { auth, headers } }: Client, all: Context): Admitted {
  const lease = all.scopes.leaseOf(headers.authorization) ?? all.scopes.leaseOfToken(auth.token);
  const context = lease ? all.scopes.within(lease, all) : all;
  if (!lease && !context.gate.header(headers.authorization) && !context.gate.token(auth.token)) {
    throw new HttpProblem(401, 'This server asks for a login.');
  }
  return { context, options: readSubscription(context, check(handshakeSchema, auth, 'The handshake is not right')) };
}

/** Our clients say what they want; MailDev's say nothing, and are told its events besides. */
const isOurs = ({ handshake: { auth } }: Client) => Object.keys(auth).length > 0;

const emitter = (client: Client) => (event: string, data?: object) =>
  void (client as unknown as Socket).emit(event, ...(data ? [data] : []));

/** False from a message to the client until it has left. */
function readiness(client: Client): () => boolean {
  let drained = true;
  const drain = () => {
    drained = true;
  };
  const sent = () => {
    drained = false;
  };
  client.conn.on('drain', drain).on('packetCreate', sent);
  client.on('disconnect', () => void client.conn.off('drain', drain).off('packetCreate', sent));
  return () => drained;
}

/**
 * engine.io says `drain` when it hands its packets to the transport, which takes the next ones when the last have left
 * this process: for a client that does not read, one batch is in the transport and at most one waits behind it.
 */
function sinkOf(client: Client): Sink {
  let drained = true;
  const drain = () => {
    drained = true;
  };
  client.conn.on('drain', drain);
  client.on('disconnect', () => void client.conn.off('drain', drain));
  return {
    ready: () => drained,
    send(events) {
      drained = false;
      client.emit('events', events);
    },
    resync(cursor) {
      drained = false;
      client.emit('resync', { cursor });
    },
  };
}

/** An error that reaches the client's `connect_error` with the problem as `data`. */
const connectError = ({ message, problem }: HttpProblem) => Object.assign(new Error(message), { data: problem });
