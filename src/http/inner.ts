import { request as httpRequest, type IncomingMessage } from 'node:http';
import { type Duplex, duplexPair, Readable } from 'node:stream';

/**
 * `fetch` that asks this very server, without the network: a connection is a pair of streams, and the request goes
 * through the same door as any other. It carries who the asker is (its Host, its login, its address), so that it gets
 * what the asker would.
 * @param connect takes the server's end of a connection
 */
export function innerFetch(connect: (socket: Duplex) => void, asker: IncomingMessage): typeof fetch {
  const { host, authorization } = asker.headers;
  const who = { host, ...(authorization !== undefined && { authorization }) };

  function createConnection(): Duplex {
    const [client, server] = duplexPair();
    const { remoteAddress, remotePort } = asker.socket;
    connect(Object.assign(server, { remoteAddress, remotePort }));
    return client;
  }

  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    // The client gives JSON as a text; Node frames it by itself for some methods only.
    const body = typeof init.body === 'string' ? Buffer.from(init.body) : undefined;
    const length = body && { 'content-length': String(body.length) };
    const given = Object.fromEntries(new Headers(init.headers));
    const headers = { ...given, ...length, 'user-agent': 'restante-mcp', ...who };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const path = url.pathname + url.search;
      const signal = init.signal ?? undefined;
      const req = httpRequest({ method: init.method, path, headers, createConnection, signal }, resolve);
      req.on('error', reject).end(body);
    });
    const content = hasBody(answer.statusCode) ? (Readable.toWeb(answer) as ReadableStream) : null;
    if (!content) answer.resume();
    return new Response(content, { status: answer.statusCode, statusText: answer.statusMessage });
  };
}

/** A Response with one of these must have no body (Fetch standard, "null body status"). */
const hasBody = (status: number | undefined) => ![204, 205, 304].includes(status ?? 0);
