import type { Query, SortOrder } from '../../../search/ast.js';
import { compile, type Needs, type SearchContent, type SearchSubject } from '../../../search/predicate.js';
import { orderOf } from '../../../search/sort.js';
import { CursorExpired } from '../../errors.js';
import { TextOnly } from '../../model/text-only.js';
import type { ListOptions, MessageRow, Page, Position, Selection } from '../../types.js';
import type { Database } from '../database.js';
import { type ListedRow, messageRow, ROW } from '../rows-of.js';
import { hasNul, isId, whole } from '../sql.js';
import { filterOf, Params, wordsOf } from './filter.js';
import { contentOf, type ReadRange } from './texts.js';

/** Messages that the first look at a search takes: a frequent word is found in them often enough for a page. */
const FIRST_LOOK = 400;
/** Messages that each further look takes, at least. */
const LOOK = 2_000;
/** Matches that are likely to be wanted: what the index is asked for grows until they are found. */
const PAGE = 100;
/** Candidates of the index that are asked for at one time. */
const CANDIDATES = 50_000;
/** Candidates whose rows are read at one time. */
const ROWS = 256;

/** A row with what its predicate may need. */
interface Found extends ListedRow {
  readonly accounts?: readonly string[] | null;
  readonly words?: string | null;
  readonly body_start?: number | null;
}

export interface Seeker {
  readonly database: Database;
  readonly read: ReadRange;
  /** There is an index of trigrams. */
  readonly trigrams: boolean;
}

/** What a statement is about: messages of a selection, but for its query. */
interface Scope extends Bounds {
  readonly account: string | undefined;
  readonly ids: readonly string[] | undefined;
}

/** A range of positions. */
interface Bounds {
  /** Exclusive. */
  readonly low: Position;
  /** Inclusive. */
  readonly high: Position;
}

/** A page of a selection. @throws CursorExpired, StoreUnavailable, the signal's reason */
export async function findPage(seeker: Seeker, options: ListOptions): Promise<Page> {
  options.signal?.throwIfAborted();
  const order = options.order ?? orderOf(options.query) ?? 'newest';
  const scope = await scopeOf(seeker, options);
  const search = new Search(seeker, scope, options.query, order, options.signal);
  const { limit, after, query } = options;
  const bySize = order === 'largest' || order === 'smallest';
  const edge = bySize && after !== undefined ? await search.sizeAt(after) : undefined;
  if (search.exact) {
    const rows = await search.rows(limit + 1, after, edge);
    const full = rows.length > limit;
    const counted = !query || bySize || options.count;
    let total: number | null = null;
    if (counted) total = await search.count();
    else if (!full && after === undefined) total = rows.length;
    return pageOf(rows.map(messageRow), limit, total);
  }
  const messages: MessageRow[] = [];
  let matches = 0;
  const all = bySize || options.count === true;
  for await (const row of search.matching(all ? undefined : after)) {
    matches++;
    if (messages.length <= limit && search.isBehind(row, after, edge)) messages.push(row);
    if (messages.length > limit && !all) return pageOf(messages, limit, null);
  }
  return pageOf(messages, limit, all || after === undefined ? matches : null);
}

function pageOf(rows: readonly MessageRow[], limit: number, total: number | null): Page {
  const messages = rows.slice(0, limit);
  return { messages, next: rows.length > limit ? (messages.at(-1)?.position ?? null) : null, total };
}

/** Ids and positions of all messages of a selection, oldest first. */
export async function findAll(seeker: Seeker, selection: Selection): Promise<string[]> {
  const scope = await scopeOf(seeker, selection);
  const search = new Search(seeker, scope, selection.query, 'oldest');
  if (search.exact) return search.ids();
  const ids: string[] = [];
  for await (const { id } of search.matching(undefined)) ids.push(id);
  return ids;
}

/** What arrives after this moment is not in the scope. */
async function scopeOf({ database }: Seeker, selection: Selection): Promise<Scope> {
  const low = selection.since ?? 0;
  let high = selection.upTo ?? Number.MAX_SAFE_INTEGER;
  if (selection.query) {
    const [row] = await database.query<{ position: number }>('SELECT position FROM @store');
    high = Math.min(high, row?.position ?? 0);
  }
  return { account: selection.account, ids: selection.ids?.filter(isId), low: whole(low), high: whole(high) };
}

class Search {
  readonly #seeker: Seeker;
  readonly #scope: Scope;
  readonly #query: Query | undefined;
  readonly #order: SortOrder;
  readonly #signal: AbortSignal | undefined;
  /** The database decides alone. */
  readonly exact: boolean;
  readonly #needs: Needs | undefined;

  constructor(seeker: Seeker, scope: Scope, query: Query | undefined, order: SortOrder, signal?: AbortSignal) {
    this.#seeker = seeker;
    this.#scope = scope;
    this.#query = query;
    this.#order = order;
    this.#signal = signal;
    this.exact = !query || filterOf(query, 'TRUE')?.exact === true;
    this.#needs = query && compile(query).needs;
  }

  get #none(): boolean {
    const { account, ids, low, high } = this.#scope;
    return ids?.length === 0 || (account !== undefined && hasNul(account)) || high <= low;
  }

  /** FROM and WHERE of the selection; `seen` is the expression for "read". */
  #from(params: Params, low: number, high: number): { from: string; where: string[]; seen: string; at: string } {
    const { account, ids } = this.#scope;
    const where: string[] = [];
    const range = (column: string): string =>
      `${column} > ${params.add(low)}::bigint AND ${column} <= ${params.add(high)}::bigint`;
    if (ids) where.push(`m.id = ANY(${params.add(ids)}::uuid[])`);
    if (account === undefined) {
      where.push(range('m.position'));
      return { from: '@messages m', where, seen: '(m.seen > 0)', at: 'm.position' };
    }
    const own = `SELECT message, bool_or(seen) AS seen FROM @entries
      WHERE account = ${params.add(account)} AND ${range('message')} GROUP BY message`;
    return { from: `(${own}) s JOIN @messages m ON m.position = s.message`, where, seen: 's.seen', at: 's.message' };
  }

  #select(
    params: Params,
    low: number,
    high: number,
    extra: { readonly positions?: readonly number[]; readonly after?: string },
    limit: number | undefined,
    columns?: string,
  ): string {
    const { from, where, seen, at } = this.#from(params, low, high);
    const query = this.#query;
    const filter = query && filterOf(query, seen);
    if (filter) where.push(filter.sql(params));
    if (extra.positions) where.push(`m.position = ANY(${params.add(extra.positions)}::bigint[])`);
    if (extra.after) where.push(extra.after);
    const texts = filter?.texts || this.#needs?.textOnly;
    const joined = texts ? `${from} LEFT JOIN @texts t ON t.message = m.position` : from;
    const body = this.#needs?.textOnly ? 't.words, t.body_start' : '';
    const accounts = mentionsAccounts(query)
      ? `(SELECT array_agg(DISTINCT x.account) FROM @entries x WHERE x.message = m.position) AS accounts`
      : '';
    const all = [`${ROW}, ${seen} AS seen`, body, accounts].filter((each) => each !== '').join(', ');
    const direction = {
      newest: `${at} DESC`,
      oldest: at,
      largest: 'm.size DESC, m.position DESC',
      smallest: 'm.size, m.position DESC',
    }[this.#order];
    return `SELECT ${columns ?? all} FROM ${joined}
      ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
      ${columns?.startsWith('count') ? '' : `ORDER BY ${direction}`}
      ${limit === undefined ? '' : `LIMIT ${params.add(limit)}`}`;
  }

  /** Rows of an exact search, behind a place. */
  async rows(limit: number, after: Position | undefined, edge: number | undefined): Promise<ListedRow[]> {
    if (this.#none) return [];
    const params = new Params();
    const { low, high } = this.#bounds(after);
    const extra = edge === undefined || after === undefined ? {} : { after: this.#behindSql(params, after, edge) };
    return this.#ask<ListedRow>(this.#select(params, low, high, extra, limit), params);
  }

  async ids(): Promise<string[]> {
    if (this.#none) return [];
    const params = new Params();
    const { low, high } = this.#scope;
    const rows = await this.#ask<{ id: string }>(this.#select(params, low, high, {}, undefined, 'm.id'), params);
    return rows.map(({ id }) => id);
  }

  /** All matches of an exact search. */
  async count(): Promise<number> {
    if (this.#none) return 0;
    const { account, ids, low, high } = this.#scope;
    const whole = low === 0 && high >= Number.MAX_SAFE_INTEGER && !ids && !this.#query;
    const { database } = this.#seeker;
    if (whole && account === undefined)
      return (await database.query<{ messages: number }>('SELECT messages FROM @store'))[0]?.messages ?? 0;
    if (whole)
      return (
        (await database.query<{ messages: number }>('SELECT messages FROM @accounts WHERE name = $1', [account]))[0]
          ?.messages ?? 0
      );
    const params = new Params();
    const rows = await this.#ask<{ count: number }>(
      this.#select(params, low, high, {}, undefined, 'count(*) AS count'),
      params,
    );
    return rows[0]?.count ?? 0;
  }

  #ask<R extends object>(statement: string, params: Params): Promise<R[]> {
    return this.#seeker.database.once<R & Record<string, unknown>>(statement, params.values);
  }

  /** Positions that are left behind a place in order of arrival. */
  #bounds(after: Position | undefined): Bounds {
    const { low, high } = this.#scope;
    if (after === undefined || this.#order === 'largest' || this.#order === 'smallest') return { low, high };
    return this.#order === 'newest' ? { low, high: Math.min(high, after - 1) } : { low: Math.max(low, after), high };
  }

  /** The size of the message that a page by size continues behind. @throws CursorExpired when it is gone */
  async sizeAt(position: Position): Promise<number> {
    const [row] = await this.#seeker.database.query<{ size: number }>(
      'SELECT size FROM @messages WHERE position = $1',
      [position],
    );
    if (!row) throw new CursorExpired('The last message of the page before is gone; list again.');
    return row.size;
  }

  /** In SQL what `isBehind` says. */
  #behindSql(params: Params, after: Position, edge: number): string {
    const size = params.add(edge);
    const position = params.add(after);
    const further = this.#order === 'largest' ? '<' : '>';
    return `(m.size ${further} ${size}::bigint OR (m.size = ${size}::bigint AND m.position < ${position}::bigint))`;
  }

  /** Whether a row comes behind a place in the wanted order. */
  isBehind({ position, size }: MessageRow, after: Position | undefined, edge: number | undefined): boolean {
    if (after === undefined) return true;
    if (this.#order === 'newest') return position < after;
    if (this.#order === 'oldest') return position > after;
    if (size === edge) return position < after;
    return this.#order === 'largest' ? size < (edge ?? 0) : size > (edge ?? 0);
  }

  /** All matches in order, as the predicate decides. */
  async *matching(after: Position | undefined): AsyncGenerator<MessageRow, void> {
    if (this.#none || !this.#query) return;
    if (this.#order === 'largest' || this.#order === 'smallest') {
      yield* this.#bySize();
      return;
    }
    let bounds = this.#bounds(after);
    const indexed = this.#seeker.trigrams && !this.#scope.ids && wordsOf(this.#query) !== undefined;
    let found = 0;
    for (let look = FIRST_LOOK; bounds.low < bounds.high; ) {
      const piece = look === Number.POSITIVE_INFINITY ? bounds : await this.#next(bounds, look);
      if (!piece) return;
      const rows =
        indexed && look !== FIRST_LOOK
          ? this.#candidates(piece)
          : this.#checked(await this.#all(piece.low, piece.high));
      for await (const row of rows) {
        if (look === FIRST_LOOK) found++;
        yield row;
      }
      bounds = this.#order === 'newest' ? { low: bounds.low, high: piece.low } : { low: piece.high, high: bounds.high };
      if (!indexed) look = LOOK;
      else if (found === 0) look = Number.POSITIVE_INFINITY;
      else look = look === FIRST_LOOK ? Math.max(LOOK, Math.ceil(FIRST_LOOK / found) * PAGE) : look * 4;
    }
  }

  /** The part of a range where the next `look` messages are. */
  async #next(bounds: Bounds, look: number): Promise<Bounds | undefined> {
    const edge = await this.#edge(bounds, look);
    if (edge === undefined) return undefined;
    return this.#order === 'newest' ? { low: edge - 1, high: bounds.high } : { low: bounds.low, high: edge };
  }

  /** All rows of a range that the filter lets through. */
  #all(low: number, high: number): Promise<Found[]> {
    const params = new Params();
    return this.#ask<Found>(this.#select(params, low, high, {}, undefined), params);
  }

  /** The last position of the next `look` messages; undefined when there are none. */
  async #edge({ low, high }: Bounds, look: number): Promise<number | undefined> {
    const params = new Params();
    const { from, where, at } = this.#from(params, low, high);
    const [direction, last] = this.#order === 'newest' ? ['DESC', 'min'] : ['', 'max'];
    const rows = await this.#ask<{ edge: number | null }>(
      `SELECT ${last}(w.position) AS edge FROM (SELECT ${at} AS position FROM ${from}
       ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY ${at} ${direction} LIMIT ${params.add(look)}) w`,
      params,
    );
    return rows[0]?.edge ?? undefined;
  }

  /** Matches among what the index of trigrams names, and what is not in it. */
  async *#candidates(bounds: Bounds): AsyncGenerator<MessageRow, void> {
    let { low, high } = bounds;
    for (;;) {
      const params = new Params();
      const words = wordsOf(this.#query as Query)?.sql(params);
      const between = (column: string): string =>
        `${column} > ${params.add(low)}::bigint AND ${column} <= ${params.add(high)}::bigint`;
      const rows = await this.#ask<{ message: number }>(
        `SELECT c.message FROM (
           SELECT t.message FROM @texts t WHERE ${words} AND ${between('t.message')}
           UNION SELECT message FROM @texts WHERE words IS NULL AND ${between('message')}
           UNION SELECT message FROM @unindexed WHERE ${between('message')}
         ) c ORDER BY c.message ${this.#order === 'newest' ? 'DESC' : ''} LIMIT ${params.add(CANDIDATES)}`,
        params,
      );
      for (let at = 0; at < rows.length; at += ROWS) {
        const positions = rows.slice(at, at + ROWS).map(({ message }) => message);
        const selectParams = new Params();
        yield* this.#checked(
          await this.#ask<Found>(this.#select(selectParams, low, high, { positions }, undefined), selectParams),
        );
      }
      const last = rows.at(-1)?.message;
      if (rows.length < CANDIDATES || last === undefined) return;
      if (this.#order === 'newest') high = last - 1;
      else low = last;
    }
  }

  async *#bySize(): AsyncGenerator<MessageRow, void> {
    const { low, high } = this.#scope;
    let place: { position: number; size: number } | undefined;
    for (;;) {
      const params = new Params();
      const extra = place ? { after: this.#behindSql(params, place.position, place.size) } : {};
      const rows = await this.#ask<Found>(this.#select(params, low, high, extra, LOOK), params);
      yield* this.#checked(rows);
      place = rows.at(-1);
      if (rows.length < LOOK) return;
    }
  }

  async *#checked(rows: readonly Found[]) {
    const predicate = compile(this.#query as Query);
    for (const row of rows) {
      this.#signal?.throwIfAborted();
      const message = messageRow(row);
      const subject: SearchSubject = { ...message, accounts: row.accounts ?? [] };
      const verdict = predicate.quick(subject);
      if (verdict === false) continue;
      if (verdict === undefined) {
        const content = await this.#content(row, predicate.needs);
        if (!content || !predicate.full(subject, content)) continue;
      }
      yield message;
    }
  }

  /** What the predicate may ask of the content; undefined when the message went away meanwhile. */
  async #content(row: Found, needs: Needs): Promise<SearchContent | undefined> {
    if (needs.textOnly && typeof row.words === 'string') return new TextOnly(row.words.slice(row.body_start ?? 0));
    const { database, read } = this.#seeker;
    const [details] = await database.query<{ details: string }>('SELECT details FROM @messages WHERE id = $1', [
      row.id,
    ]);
    if (!details) return undefined;
    try {
      return await contentOf({ id: row.id, size: row.size, details: details.details }, needs, read);
    } catch (error) {
      if ((error as { code?: string }).code === 'message-not-found') return undefined;
      throw error;
    }
  }
}

function mentionsAccounts(query: Query | undefined): boolean {
  if (!query) return false;
  if (query.kind === 'and' || query.kind === 'or') return query.terms.some(mentionsAccounts);
  if (query.kind === 'not') return mentionsAccounts(query.term);
  return (query.kind === 'text' || query.kind === 'pattern') && query.field === 'account';
}
