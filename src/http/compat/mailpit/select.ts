import type { Query } from '../../../search/ast.js';
import type { Message, Selection } from '../../../store/store.js';
import { allOf } from '../../selection.js';
import { type PeerCall, PeerError } from '../endpoint.js';
import { findMessage, newest } from '../reach.js';
import { readMailpitQuery } from './query.js';
import { isZone, parseWhen } from './times.js';

/** Messages on a page without `limit`. */
const PAGE = 50;

/** @throws PeerError 400 for a zone that is none: Mailpit would take another one, and so other messages */
export function readZone(query: URLSearchParams): string | undefined {
  const zone = query.get('tz');
  if (!zone) return undefined;
  if (!isZone(zone)) throw new PeerError(400, `Error: ${JSON.stringify(zone)} in tz is no time zone`);
  return zone;
}

/** `query`, with `before` where it is given. @throws PeerError 400 */
export function readSearch(query: URLSearchParams): Query {
  return allOf(readMailpitQuery(query.get('query') ?? '', readZone(query)), readBefore(query));
}

/** Mail received strictly before `before`. @throws PeerError 400 for a date that is none */
export function readBefore(query: URLSearchParams): Query | undefined {
  const text = query.get('before');
  if (!text) return undefined;
  const time = parseWhen(text, readZone(query));
  if (time === undefined) throw new PeerError(400, `Error: ${JSON.stringify(text)} in before is no date`);
  return { kind: 'received', compare: 'before', time };
}

/** `start` and `limit`; what is no number, or negative, is passed over. */
export function readPage(query: URLSearchParams): { start: number; limit: number } {
  const number = (name: string, otherwise: number) => {
    const text = query.get(name) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
  };
  return { start: number('start', 0), limit: number('limit', PAGE) };
}

/**
 * The message of an id, or of `latest`: the newest, or the newest that `query` finds.
 * @throws MessageNotFound, PeerError 404
 */
export async function resolve(call: PeerCall<'id'>): Promise<Message> {
  if (call.params.id !== 'latest') return findMessage(call, call.params.id);
  const selection: Selection = call.query.get('query') ? { query: readSearch(call.query) } : {};
  const row = await newest(call, selection);
  if (!row) throw new PeerError(404, 'Message not found');
  return findMessage(call, row.id);
}

/** Marks a message read, as Mailpit does with what it shows. */
export async function markRead({ context }: Pick<PeerCall, 'context'>, message: Message): Promise<void> {
  if (!message.seen) await context.store.update({ ids: [message.id] }, { seen: true });
}
