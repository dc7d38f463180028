import { NotInMessage } from './errors.js';
import { findLink, type LinkMatch } from './links.js';
import type { Attachment, HeaderField, MessageChange, MessageDetail, MessageRow } from './types.js';

/** Whom a received message asks for the rest of itself: the client's `messages`. */
interface Source {
  raw(id: string): Promise<Uint8Array>;
  headers(id: string): Promise<HeaderField[]>;
  snapshot(id: string, options?: { mask?: boolean }): Promise<string>;
  attachment(id: string, path: string): Promise<Uint8Array>;
  update(id: string, change: MessageChange): Promise<MessageRow>;
  delete(id: string): Promise<number>;
}

/** An attachment that can be fetched. */
export interface ReceivedAttachment extends Attachment {
  /** The decoded bytes. */
  content(): Promise<Uint8Array>;
}

/** A message with its text, HTML, links, codes and attachments, and what tests do with them. */
export type ReceivedMessage = Omit<MessageDetail, 'attachments' | 'attachmentList'> & {
  readonly attachments: readonly ReceivedAttachment[];
} & MessageActions;

/** The methods of a received message. Its data are own properties beside them. */
export class MessageActions {
  readonly #messages: Source;
  readonly #detail: MessageDetail;

  constructor(messages: Source, detail: MessageDetail) {
    this.#messages = messages;
    this.#detail = detail;
  }

  /**
   * The address of the first link that matches: by a string in its address or text (any case in the text), a RegExp
   * on either, or its text and host. Without a match the first button, else the first link that does not unsubscribe.
   * @throws NotInMessage listing the links that are there
   */
  extractLink(match?: LinkMatch): string {
    const { links, subject } = this.#detail;
    const found = findLink(links, match);
    if (found) return found.url;
    const list = links.map(({ text, url }) => `\n  ${JSON.stringify(text)} ${url}`).join('');
    throw new NotInMessage(
      `There is no such link in ${JSON.stringify(subject)}. ${list ? `Its links are:${list}` : 'It has no links.'}`,
    );
  }

  /**
   * The likeliest one-time code (of those that a RegExp matches).
   * @throws NotInMessage saying what codes are there
   */
  extractCode(match?: RegExp): string {
    const { codes, subject, snippet } = this.#detail;
    const found = codes.find(({ code }) => !match || code.search(match) !== -1);
    if (found) return found.code;
    const list = codes.map(({ code }) => code).join(', ');
    throw new NotInMessage(
      `There is no such code in ${JSON.stringify(subject)}. ${list ? `Its codes are: ${list}.` : `It begins: ${JSON.stringify(snippet)}`}`,
    );
  }

  /** The value of the first header field of that name (any case), or null. */
  async header(name: string): Promise<string | null> {
    const fields = await this.#messages.headers(this.#detail.id);
    return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value ?? null;
  }

  /** The bytes as they were received. */
  raw(): Promise<Uint8Array> {
    return this.#messages.raw(this.#detail.id);
  }

  /** The message as text that is the same in each run: `expect(await mail.snapshot()).toMatchSnapshot()`. */
  snapshot(options?: { mask?: boolean }): Promise<string> {
    return this.#messages.snapshot(this.#detail.id, options);
  }

  update(change: MessageChange): Promise<MessageRow> {
    return this.#messages.update(this.#detail.id, change);
  }

  async delete(): Promise<void> {
    await this.#messages.delete(this.#detail.id);
  }
}

/** Joins what the server says of a message with the methods. */
export function received(messages: Source, detail: MessageDetail): ReceivedMessage {
  const { attachments: _count, attachmentList, ...data } = detail;
  const attachments = attachmentList.map((attachment) => ({
    ...attachment,
    content: () => messages.attachment(detail.id, attachment.path),
  }));
  return Object.assign(new MessageActions(messages, detail), data, { attachments });
}
