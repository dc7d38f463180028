/** A half-open range of byte offsets, `[start, end)`, into the raw message. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A mailbox of an address field (RFC 5322 §3.4), RFC 2047 words decoded. A group's members are listed without the group. */
export interface Address {
  /** Display name, `""` when there is none. */
  readonly name: string;
  /** `local@domain` as written, or whatever stood there when it is no address. */
  readonly address: string;
}

/** Something a strict reader would object to; kept with the message instead of refusing it. */
export interface Note {
  /** Stable word for programs, e.g. `bare-lf`, `nul-byte`, `missing-date`, `unterminated-multipart`. */
  readonly code: string;
  /** One sentence for people. */
  readonly text: string;
  /** Byte offset of the first occurrence, when it has a place. */
  readonly at?: number;
}

/** One MIME entity (RFC 2045 §2.4) with the places of its bytes. */
export interface Part {
  /**
   * IMAP section number (RFC 9051 §6.4.5): `"1"` for the only part of a simple message, `""` for a multipart root,
   * `"2.1"` … below. The root of a message inside a `message/rfc822` part `"3"` has path `"3"` when it is a
   * multipart and `"3.1"` when it is not.
   */
  readonly path: string;
  /** Lower case, `text` when there is no usable Content-Type. */
  readonly type: string;
  /** Lower case, `plain` when there is no usable Content-Type. */
  readonly subtype: string;
  /** Content-Type parameters as written (names lower case, in order; RFC 2231 pieces not joined). */
  readonly params: Readonly<Record<string, string>>;
  /** Content-Transfer-Encoding, lower case, `7bit` by default. */
  readonly encoding: string;
  /** Content-ID with its angle brackets, as BODYSTRUCTURE wants it. */
  readonly id: string | null;
  readonly description: string | null;
  /** Content-MD5, Content-Language and Content-Location as written, for BODYSTRUCTURE's extension data. */
  readonly md5: string | null;
  readonly language: string | null;
  readonly location: string | null;
  /** Lower case, or null when there is no Content-Disposition. */
  readonly disposition: string | null;
  readonly dispositionParams: Readonly<Record<string, string>>;
  /** The header with the empty line that ends it (if it is there). */
  readonly header: ByteRange;
  /** The body without the line break that belongs to the next boundary (RFC 2046 §5.1.1). */
  readonly body: ByteRange;
  /** Lines in the body: line breaks, plus one for an unfinished last line. */
  readonly lines: number;
  /** Parts of a multipart, in order; empty for every other type. */
  readonly children: readonly Part[];
  /** The root entity of the message that a `message/rfc822` (or `message/global`) part contains. */
  readonly embedded: Part | null;
}

/** The MIME tree of a message. */
export interface Structure {
  readonly root: Part;
  /** Number of entities, the root included. */
  readonly parts: number;
  /** True when a limit (depth, parts) stopped the scan; what is below is then one opaque body. */
  readonly truncated: boolean;
}

/** What a list row needs; made once, at capture. */
export interface Summary {
  readonly subject: string;
  readonly from: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** Bcc header addresses and the envelope's recipients that no header names. */
  readonly bcc: readonly Address[];
  readonly replyTo: readonly Address[];
  /** The Date header in milliseconds since the epoch; null when missing or unreadable. */
  readonly date: number | null;
  /** Message-ID without angle brackets; null when missing. */
  readonly messageId: string | null;
  /** Message-IDs without angle brackets, of In-Reply-To and References, oldest first. */
  readonly references: readonly string[];
  /** The beginning of the text, white space folded, at most 200 characters, never cut inside a character. */
  readonly snippet: string;
  /** Parts that are attachments: disposition `attachment`, or a named or non-text leaf without a Content-ID inside the HTML. */
  readonly attachments: number;
  readonly hasHtml: boolean;
  readonly hasText: boolean;
  /** What a strict reader would object to. */
  readonly notes: readonly Note[];
}

/** MAIL FROM's or RCPT TO's path with its ESMTP parameters (names upper case; `true` for a bare keyword). */
export interface Path {
  /** `local@domain`; `""` for the null reverse-path `<>` (RFC 5321 §4.5.5). */
  readonly address: string;
  readonly params: Readonly<Record<string, string | true>>;
}

/** Whence a message came in; `relay`: a report of our own about mail that was sent out. */
export type Via = 'smtp' | 'http' | 'imap' | 'import' | 'relay';

/** The SMTP envelope (RFC 5321 §2.3.1) and the circumstances of the transfer. */
export interface Envelope {
  readonly via: Via;
  readonly reversePath: Path;
  readonly forwardPaths: readonly Path[];
  /** What the client said in HELO or EHLO; `""` without SMTP. */
  readonly helo: string;
  readonly client: { readonly address: string; readonly port: number };
  /** Null on a clear connection. */
  readonly tls: { readonly version: string; readonly cipher: string } | null;
  /** SMTP AUTH identity, or null. */
  readonly user: string | null;
  /** The BODY parameter (RFC 6152), or null when it was not given. */
  readonly body: '7BIT' | '8BITMIME' | 'BINARYMIME' | null;
  readonly smtputf8: boolean;
}
