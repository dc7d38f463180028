import { setImmediate } from 'node:timers/promises';
import type { Query } from '../../search/ast.js';
import { compile, type Needs, type SearchContent } from '../../search/predicate.js';
import { orderOf } from '../../search/sort.js';
import { SCAN_SLICE_MS } from '../limits.js';
import type { ListOptions, Page, Position, Selection } from '../types.js';
import { BySize } from './by-size.js';
import { Candidates } from './candidates.js';
import type { Model } from './model.js';
import type { MessageRecord } from './records.js';
import { count, type Selected, select, walk } from './select.js';
import { Subject } from './subject.js';
import { rowOf } from './views.js';

/** What a predicate may ask of a message's content; undefined when the message went away meanwhile. */
export type ContentSource = (
  message: MessageRecord,
  needs: Needs,
) => SearchContent | undefined | Promise<SearchContent | undefined>;

/** Lets other work run. */
export const pause = (): Promise<void> => setImmediate();

/** A page of a selection, its rows of the moment when the last of them was found. @throws the signal's reason */
export async function findPage(model: Model, options: ListOptions, content: ContentSource): Promise<Page> {
  const { limit, after, query, signal } = options;
  signal?.throwIfAborted();
  const order = options.order ?? orderOf(query) ?? 'newest';
  if (order === 'largest' || order === 'smallest') return findBySize(model, options, order, content);
  const selected = select(model, options);
  if (!query) {
    const messages: MessageRecord[] = [];
    for (const message of walk(selected, order, after)) if (messages.push(message) > limit) break;
    return page(model, selected, messages, limit, count(selected));
  }
  const behind = (message: MessageRecord): boolean =>
    after === undefined || (order === 'newest' ? message.position < after : message.position > after);
  let messages: MessageRecord[] = [];
  let matches = 0;
  // Counting looks at everything, also at what lies before the page.
  const start = options.count ? undefined : after;
  for await (const message of matching(model, selected, order, start, query, content, signal)) {
    matches++;
    if (messages.length <= limit && behind(message)) messages.push(message);
    if (messages.length > limit && !options.count) {
      // One that was deleted while the search went on makes room for another.
      messages = messages.filter(({ alive }) => alive);
      if (messages.length > limit) return page(model, selected, messages, limit, null);
    }
  }
  const alive = messages.filter((message) => message.alive);
  const total = options.count || after === undefined ? matches : null;
  if (alive.length < messages.length && messages.length > limit)
    return { ...(await findPage(model, { ...options, count: false }, content)), total };
  return page(model, selected, alive, limit, total);
}

async function findBySize(
  model: Model,
  options: ListOptions,
  order: 'largest' | 'smallest',
  content: ContentSource,
): Promise<Page> {
  const { query = { kind: 'all' }, limit, signal } = options;
  const selected = select(model, options);
  const sorted = new BySize(model, options, order);
  for await (const message of matching(model, selected, 'newest', undefined, query, content, signal))
    sorted.add(message);
  return page(model, selected, sorted.end(), limit, sorted.matches);
}

/** Messages as rows, at once: behind the next `await` some of them may be gone. */
function page(
  model: Model,
  { account }: Selected,
  messages: readonly MessageRecord[],
  limit: number,
  total: number | null,
): Page {
  const rows = messages.slice(0, limit).map((message) => rowOf(model, message, account));
  return { messages: rows, next: messages.length > limit ? (rows.at(-1)?.position ?? null) : null, total };
}

/** All messages of a selection that are there at this moment, oldest first. */
export async function findAll(model: Model, selection: Selection, content: ContentSource): Promise<MessageRecord[]> {
  const selected = select(model, selection);
  if (!selection.query) return [...walk(selected, 'oldest')];
  const found: MessageRecord[] = [];
  for await (const message of matching(model, selected, 'oldest', undefined, selection.query, content))
    found.push(message);
  return found;
}

/** Matching messages in order; others run every few milliseconds. */
async function* matching(
  model: Model,
  selected: Selected,
  order: 'newest' | 'oldest',
  after: Position | undefined,
  query: Query,
  content: ContentSource,
  signal?: AbortSignal,
): AsyncGenerator<MessageRecord, void> {
  const predicate = compile(query);
  const candidates = new Candidates(model, selected, order, query);
  let from = after;
  for (;;) {
    const slice: MessageRecord[] = [];
    const open = new Map<MessageRecord, Subject>();
    const until = performance.now() + SCAN_SLICE_MS;
    let done = true;
    let passed = 0;
    for (const message of candidates.after(from)) {
      from = message.position;
      // Most are passed over in no time; the clock is not asked for each.
      if (!candidates.may(message) && ++passed % 256 > 0) continue;
      const subject = new Subject(model, message, selected.account);
      const verdict = predicate.quick(subject);
      if (verdict === undefined) open.set(message, subject);
      if (verdict !== false) slice.push(message);
      if (performance.now() < until && open.size < 64) continue;
      done = false;
      break;
    }
    let since = performance.now();
    for (const message of slice) {
      const subject = open.get(message);
      if (subject) {
        if (performance.now() - since > SCAN_SLICE_MS) {
          await pause();
          signal?.throwIfAborted();
          since = performance.now();
        }
        if (!message.alive) continue;
        const given = content(message, predicate.needs);
        const known = given instanceof Promise ? await given : given;
        if (known === undefined || !predicate.full(subject, known)) continue;
      }
      if (message.alive) yield message;
    }
    if (done) return;
    await pause();
    signal?.throwIfAborted();
  }
}
