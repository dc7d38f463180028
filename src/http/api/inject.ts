import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { parseAddresses } from '../../message/addresses.js';
import { parseHeader } from '../../message/headers.js';
import type { Envelope } from '../../message/types.js';
import { Receiver } from '../../store/receive.js';
import type { Message } from '../../store/store.js';
import { hearOut, tooLarge } from '../body.js';
import type { Context } from '../context.js';
import { HttpProblem } from '../problem.js';
import { HeaderTap } from './header-tap.js';

/** Addresses for the envelope of a message that came by HTTP. */
export interface Paths {
  readonly from: string;
  readonly to: readonly string[];
}

/** An envelope address, as SMTP would take it: no spaces, controls or angle brackets outside a quoted local part. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is refused
const ADDRESS = /^(?:"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*"|[^\s<>"\x00-\x1f\x7f])*$/;

/** @throws HttpProblem 400 for what cannot be an address of an envelope */
export function checkPaths({ from, to = [] }: { readonly from?: string; readonly to?: readonly string[] }): void {
  const refuse = (field: string, address: string) => {
    if (ADDRESS.test(address)) return;
    throw new HttpProblem(400, `${field}: ${JSON.stringify(address)} is no address.`, {
      errors: [{ field, message: 'no address' }],
    });
  };
  if (from !== undefined) refuse('from', from);
  for (const address of to) refuse('to', address);
}

/** The envelope of a message that came by HTTP instead of SMTP. */
export function httpEnvelope(req: IncomingMessage, { from, to }: Paths): Envelope {
  const { remoteAddress, remotePort } = req.socket;
  return {
    via: 'http',
    reversePath: { address: from, params: {} },
    forwardPaths: to.map((address) => ({ address, params: {} })),
    helo: '',
    client: { address: remoteAddress ?? '', port: remotePort ?? 0 },
    tls: null,
    user: null,
    body: null,
    smtputf8: [from, ...to].some((address) => /[^\p{ASCII}]/u.test(address)),
  };
}

/**
 * Takes a message from a stream, chunk by chunk, so that no size of it is ever whole in memory here.
 * @param paths given the message's header when all is there
 * @throws HttpProblem 413 above the largest message; nothing is kept then
 */
export async function receive(
  context: Context,
  req: IncomingMessage,
  source: Readable,
  paths: (header: Buffer) => Paths,
  tags?: string[],
): Promise<Message> {
  const limit = context.config.smtp.maxMessageSize;
  const receiver = new Receiver(context.store);
  const tap = new HeaderTap();
  try {
    // Not destroyed at a refusal: its connection carries the answer.
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (receiver.size + chunk.length > limit) throw tooLarge(req, limit);
      tap.write(chunk);
      await receiver.write(chunk);
    }
    const envelope = httpEnvelope(req, paths(tap.header()));
    return await receiver.commit({ envelope, deliveries: context.route(envelope), tags, tagsOf: context.tagging() });
  } catch (error) {
    hearOut(req);
    await receiver.discard();
    if (req.destroyed && !req.complete) throw new HttpProblem(400, 'The body ended before its end.');
    throw error;
  }
}

/** Envelope addresses that the caller gave, else those of the header's From, To, Cc and Bcc. */
export function pathsFromHeader(header: Buffer, given: { from?: string; to?: readonly string[] }): Paths {
  const fields = parseHeader(header);
  const addresses = (...names: string[]) =>
    fields
      .filter(({ name }) => names.includes(name.toLowerCase()))
      .flatMap(({ value }) => parseAddresses(value))
      .map(({ address }) => address)
      .filter((address) => address.includes('@'));
  return {
    from: given.from ?? addresses('return-path', 'from')[0] ?? '',
    to: given.to ?? [...new Set(addresses('to', 'cc', 'bcc'))],
  };
}
