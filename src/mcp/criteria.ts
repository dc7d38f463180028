import { z } from 'zod';
import type { RestanteClient } from '../client/index.js';
import type { ReceivedMessage } from '../client/received.js';
import type { Bench } from './tool.js';

/** Clients give up on a tool after 60 s by default, so a wait ends before that, in words. Milliseconds. */
const LONGEST = 50_000;
const USUAL = 10_000;

/** Which mail is waited for; as the parameters of `GET /api/messages/wait`. */
export const criteriaShape = {
  to: z.string().max(320).optional().describe('A recipient: a whole address, or a part of one'),
  from: z.string().max(320).optional().describe('The sender: a whole address, or a part of one'),
  subject: z.string().max(998).optional().describe('Part of the subject, in any case'),
  query: z.string().max(4096).optional().describe('A search, as for search_messages'),
  since: z
    .string()
    .max(200)
    .optional()
    .describe('Only mail after this cursor. Take it from list_messages before the action that sends mail'),
  timeout_seconds: z
    .number()
    .min(0)
    .max(LONGEST / 1000)
    .default(USUAL / 1000)
    .describe('How long it may take until the mail is there; at most 50'),
};

export const idShape = z.string().max(64).describe('The id of a message, as lists give it');

/** A message by its id, or the one that is waited for. */
export const messageShape = {
  id: idShape.optional().describe('The id of a message that is there; without it, mail is waited for as the rest says'),
  ...criteriaShape,
};

type Wanted = z.output<z.ZodObject<typeof messageShape>>;

/** The message that a tool is about. @throws WaitTimeout, RestanteError */
export function messageOf({ id, ...criteria }: Wanted, { client, signal }: Bench): Promise<ReceivedMessage> {
  return id === undefined ? waitFor(client, criteria, signal) : client.messages.get(id);
}

export function waitFor(
  client: RestanteClient,
  { timeout_seconds, ...criteria }: Omit<Wanted, 'id'>,
  signal: AbortSignal,
): Promise<ReceivedMessage> {
  return client.messages.wait({ ...criteria, timeout: timeout_seconds * 1000, signal });
}
