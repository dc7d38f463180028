import { mailbox, milliseconds, toQuery } from './criteria.js';
import type { LinkMatch } from './links.js';
import { type ReceivedMessage, received } from './received.js';
import type { RequestBody, Transport } from './transport.js';
import type {
  AssertAnswer,
  AssertRequest,
  Attachment,
  Code,
  ComposeRequest,
  HeaderField,
  HtmlOptions,
  Journey,
  Link,
  ListOptions,
  MessageChange,
  MessageDetail,
  MessagePage,
  MessageRow,
  QueueItem,
  ReleaseRequest,
  Routes,
  Selection,
  Structure,
  TranscriptLine,
  WaitOptions,
} from './types.js';
import { DEFAULT_TIMEOUT, LONGEST, waitForRows } from './wait.js';

/** How many details `waitAll` asks for at one time. */
const AT_ONCE = 8;
/** Ids in one request; the server takes as many. */
const IDS_AT_ONCE = 10_000;

/** The messages of a server. Methods for one message throw `RestanteError` with status 404 when it is not there. */
export class Messages {
  constructor(private readonly transport: Transport) {}

  /** A page of rows, newest first. */
  list({ signal, limit, cursor, order, since, total, ...criteria }: ListOptions = {}): Promise<MessagePage> {
    const params = { query: toQuery(criteria), account: criteria.account, limit, cursor, order, since, total };
    return this.transport.json('GET', 'api/messages', { params, signal });
  }

  /** All rows, page by page as they are consumed. */
  async *iterate(options: ListOptions = {}): AsyncGenerator<MessageRow, void, undefined> {
    let cursor = options.cursor;
    do {
      const page = await this.list({ limit: 200, ...options, cursor });
      yield* page.messages;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  async get(id: string): Promise<ReceivedMessage> {
    return received(this, await this.transport.json<MessageDetail>('GET', at(id)));
  }

  /**
   * Waits for a message and resolves to it whole; at once if it is already there. With `count` it resolves to the
   * last of so many.
   *
   * ```ts
   * const since = await client.cursor();
   * await page.click('text=Forgot password');
   * const mail = await client.messages.wait({ to: 'ann@example.org', subject: 'Reset', since });
   * await page.goto(mail.extractLink('Reset password'));
   * ```
   * @throws WaitTimeout whose message lists what did arrive
   */
  async wait(options: WaitOptions = {}): Promise<ReceivedMessage> {
    const { messages } = await waitForRows(this.transport, options);
    return this.get((messages.at(-1) as MessageRow).id);
  }

  /**
   * Like `wait`, and resolves to all messages, oldest first: `count` of them, or `exactly` so many when no more come.
   *
   * ```ts
   * const [welcome, receipt] = await client.messages.waitAll({ to, since, exactly: 2, quiet: '500ms' });
   * ```
   * @throws WaitTimeout, UnexpectedMessage
   */
  async waitAll(options: WaitOptions & ({ count: number } | { exactly: number })): Promise<ReceivedMessage[]> {
    const { messages } = await waitForRows(this.transport, options);
    const all: ReceivedMessage[] = [];
    for (let start = 0; start < messages.length; start += AT_ONCE) {
      all.push(...(await Promise.all(messages.slice(start, start + AT_ONCE).map(({ id }) => this.get(id)))));
    }
    return all;
  }

  /** Waits for a message and resolves to a link of it. @throws WaitTimeout, NotInMessage */
  async waitForLink(options: WaitOptions, match?: LinkMatch): Promise<string> {
    return (await this.wait(options)).extractLink(match);
  }

  /** Waits for a message and resolves to its one-time code. @throws WaitTimeout, NotInMessage */
  async waitForCode(options: WaitOptions, match?: RegExp): Promise<string> {
    return (await this.wait(options)).extractCode(match);
  }

  /**
   * Resolves after `timeout` (default 1 s), never before, if no message that fits was there or arrived. Give `since`,
   * or all that is there counts.
   * @throws UnexpectedMessage as soon as one arrives
   */
  async waitForNone(options: Omit<WaitOptions, 'count' | 'exactly' | 'quiet'> = {}): Promise<void> {
    await waitForRows(this.transport, { ...options, exactly: 0, timeout: options.timeout ?? 1000 });
  }

  /**
   * Waits until mail is as expected, and says in any case what is so and what is not.
   * @throws RestanteError for a document that is not right
   */
  async check({ signal, ...request }: AssertRequest): Promise<AssertAnswer> {
    const timeout = request.timeout === undefined ? DEFAULT_TIMEOUT : milliseconds(request.timeout);
    const { to, from, ...rest } = request;
    const json = { ...rest, to: to && mailbox(to), from: from && mailbox(from), timeout: Math.min(timeout, LONGEST) };
    return this.transport.json('POST', 'api/messages/assert', { json, signal });
  }

  /** Deletes one message (404 when it is not there), several, or what a selection finds. Resolves to the number deleted. */
  async delete(what: string | readonly string[] | Selection): Promise<number> {
    if (typeof what === 'string') {
      await this.transport.request('DELETE', at(what));
      return 1;
    }
    const { ids, upTo, account, query } = selection(what);
    if (!ids) return this.count('DELETE', { params: { query, account, upTo } });
    let count = 0;
    for (const some of pieces(ids)) count += await this.count('DELETE', { json: { ids: some } });
    return count;
  }

  /** Deletes all messages that were there at the time of the call; later ones stay. Resolves to the number deleted. */
  async clear({ account, query }: Pick<Selection, 'account' | 'query'> = {}): Promise<number> {
    return this.delete({ account, query, upTo: await this.cursor() });
  }

  /** Marks or tags one message. */
  update(id: string, change: MessageChange): Promise<MessageRow>;
  /** Marks or tags several messages or what a selection finds. Resolves to the number that it was. */
  update(what: readonly string[] | Selection, change: MessageChange): Promise<number>;
  async update(what: string | readonly string[] | Selection, change: MessageChange): Promise<MessageRow | number> {
    if (typeof what === 'string') return this.transport.json<MessageRow>('PATCH', at(what), { json: change });
    const { ids, ...rest } = selection(what);
    if (!ids) return this.count('PATCH', { json: { ...rest, ...change } });
    let count = 0;
    for (const some of pieces(ids)) count += await this.count('PATCH', { json: { ids: some, ...change } });
    return count;
  }

  /** Makes a message and captures it, as if it had been sent. */
  send(message: ComposeRequest): Promise<MessageRow> {
    return this.transport.json('POST', 'api/messages', { json: message });
  }

  /** Captures a message byte for byte. Sender and recipients are those of its header when they are not given. */
  sendRaw(
    message: RequestBody,
    envelope: { from?: string; to?: string | readonly string[] } = {},
  ): Promise<MessageRow> {
    const { from, to } = envelope;
    return this.transport.json('POST', 'api/messages', { params: { from, to }, body: message, type: 'message/rfc822' });
  }

  /** The bytes as they were received. */
  raw(id: string): Promise<Uint8Array> {
    return this.transport.bytes(at(id, 'raw'));
  }

  /** The bytes as they were received, as a stream for large messages. */
  async rawStream(id: string): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.transport.request('GET', at(id, 'raw'));
    return body as ReadableStream<Uint8Array>;
  }

  /** The HTML as the page shows it: embedded pictures by address, remote content only on demand. */
  html(id: string, { remote, scheme }: HtmlOptions = {}): Promise<string> {
    return this.transport.text(at(id, 'html'), { params: { remote: remote ? 1 : undefined, scheme } });
  }

  text(id: string): Promise<string> {
    return this.transport.text(at(id, 'text'));
  }

  /** All header fields, in order. */
  async headers(id: string): Promise<HeaderField[]> {
    return (await this.transport.json<{ headers: HeaderField[] }>('GET', at(id, 'headers'))).headers;
  }

  /** The MIME tree with byte ranges. */
  structure(id: string): Promise<Structure> {
    return this.transport.json('GET', at(id, 'structure'));
  }

  /** The message as text that is the same in each run, for snapshot tests: what differs from run to run is masked. */
  snapshot(id: string, options: { mask?: boolean } = {}): Promise<string> {
    return this.transport.text(at(id, 'snapshot'), { params: options });
  }

  /** How another message differs from this one, as a unified diff of their snapshots; `""` when it does not. */
  diff(id: string, other: string, options: { mask?: boolean } = {}): Promise<string> {
    return this.transport.text(at(id, `diff/${encodeURIComponent(other)}`), { params: options });
  }

  async links(id: string): Promise<Link[]> {
    return (await this.transport.json<{ links: Link[] }>('GET', at(id, 'links'))).links;
  }

  /** One-time codes, the likeliest first. */
  async codes(id: string): Promise<Code[]> {
    return (await this.transport.json<{ codes: Code[] }>('GET', at(id, 'codes'))).codes;
  }

  async attachments(id: string): Promise<Attachment[]> {
    return (await this.transport.json<{ attachments: Attachment[] }>('GET', at(id, 'attachments'))).attachments;
  }

  /** The decoded bytes of an attachment, or of any part, by its path. */
  attachment(id: string, path: string): Promise<Uint8Array> {
    return this.transport.bytes(at(id, `parts/${encodeURIComponent(path)}`));
  }

  /** The dialogue that brought the message; empty when it came another way. */
  transcript(id: string): Promise<{ session: string | null; lines: TranscriptLine[] }> {
    return this.transport.json('GET', at(id, 'transcript'));
  }

  /** What happened to a message, step by step; also of one that is gone, as far as it is still known. */
  journey(id: string): Promise<Journey> {
    return this.transport.json('GET', at(id, 'journey'));
  }

  /** Where a message would go, recipient by recipient, with what DNS says where it may be asked. */
  routes(id: string): Promise<Routes> {
    return this.transport.json('GET', at(id, 'routes'));
  }

  /**
   * Lets a message out into the world: to its recipients, some of them, or others instead. Resolves to what is in the
   * queue then.
   * @throws RestanteError 409 when sending is off, 403 when somebody may not be sent to
   */
  async release(id: string, request: ReleaseRequest = {}): Promise<QueueItem[]> {
    return (await this.transport.json<{ items: QueueItem[] }>('POST', at(id, 'release'), { json: request })).items;
  }

  /** The latest place in arrival order, for `since` and `upTo`. */
  async cursor(): Promise<string> {
    return (await this.list({ limit: 1 })).cursor;
  }

  private async count(method: 'DELETE' | 'PATCH', options: Parameters<Transport['json']>[2]): Promise<number> {
    return (await this.transport.json<{ count: number }>(method, 'api/messages', options)).count;
  }
}

function at(id: string, rest = ''): string {
  return `api/messages/${encodeURIComponent(id)}${rest && `/${rest}`}`;
}

function selection(what: readonly string[] | Selection) {
  const given: Selection = isList(what) ? { ids: what } : what;
  const { ids, upTo, account } = given;
  return { ids, upTo, account, query: toQuery(given) };
}

const isList = (what: readonly string[] | Selection): what is readonly string[] => Array.isArray(what);

function* pieces(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) yield ids.slice(start, start + IDS_AT_ONCE);
}
