import type { Link } from './link.js';

/** A header field of the message, for people to read. */
export interface DetailHeader {
  /** As written. */
  readonly name: string;
  /** Unfolded, RFC 2047 words decoded. */
  readonly value: string;
  /** As written, folded, without the final line break; UTF-8 or else windows-1252. */
  readonly raw: string;
}

/** A part that is a file, or that the HTML shows in its place. Its bytes are fetched by its path. */
export interface DetailAttachment {
  /** Section number (`Part.path`). */
  readonly path: string;
  /** Made up from the type (`part-2.png`) when the sender gave none. */
  readonly filename: string;
  readonly contentType: string;
  /** Bytes, decoded; estimated where the message was not read in full. */
  readonly size: number;
  /** Without angle brackets. */
  readonly contentId: string | null;
  /** Meant to be shown in its place: disposition `inline`, or a Content-ID and no other disposition. */
  readonly inline: boolean;
}

/** What a person or a test wants of a message, decoded. */
export interface Detail {
  /** The plain text; null when there is no such part. */
  readonly text: string | null;
  /** The HTML as sent (`cid:` references kept, nothing inserted); null when there is no such part. */
  readonly html: string | null;
  /** Null, or one sentence about what is missing and why. */
  readonly incomplete: string | null;
  readonly headers: readonly DetailHeader[];
  readonly attachments: readonly DetailAttachment[];
  /** Of the HTML and the text; found with them, so that those of a big message are the worker's business too. */
  readonly links: readonly Link[];
  /** Estimate of the memory this takes, for caches. */
  readonly bytes: number;
}
