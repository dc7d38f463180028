/** Who looked at a message, or took it away. */
export interface Reader {
  /** `page`: a person in front of it; `rest`: a program. */
  readonly protocol: 'imap' | 'pop3' | 'rest' | 'page';
  /** Whom it has logged in as; null where nobody logs in. */
  readonly account: string | null;
  /** Its session at `/api/sessions`; null for HTTP, which has none. */
  readonly session: string | null;
  /** IP address. */
  readonly client: string;
  /** What an HTTP client calls itself, at most 100 characters. */
  readonly agent: string | null;
}

/** What was read: all as it arrived, the decoded message, its HTML, its text, one part, or the header and some lines. */
export const LOOKS = ['whole', 'message', 'html', 'text', 'part', 'top'] as const;
export type Look = (typeof LOOKS)[number];

/** What one reader read of one message. */
export interface Reading {
  readonly by: Reader;
  readonly how: readonly Look[];
  /** Milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
  readonly times: number;
}

/** What stays known of a message that is gone. */
export interface Facts {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly reversePath: string;
  /** The first of its forward-paths, see `limits.ts`. */
  readonly recipients: readonly string[];
  readonly subject: string;
  /** Bytes. */
  readonly size: number;
}

/** A message left a mailbox, or the store. */
export interface Departure {
  /** `removed`: from one mailbox, others still have it; `deleted` and `evicted`: it is nowhere any more. */
  readonly kind: 'removed' | 'moved' | 'deleted' | 'evicted';
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the store, when it happened. */
  readonly position: number;
  /** The mailbox that it left; of `deleted` and `evicted` only where it left its last one. */
  readonly from: { readonly account: string; readonly mailboxId: string; readonly uid: number } | null;
  /** Where it was moved to, by the mailbox's id. */
  readonly to: string | null;
  by: Reader | null;
  /** Of a message that is nowhere any more; null when it had arrived too long ago. */
  readonly facts: Facts | null;
  readonly readings: readonly Reading[];
}

/** A recipient as an SMTP client named it, and what it heard. */
export interface Recipient {
  readonly address: string;
  /** The first line of the reply; null when none came. */
  readonly reply: string | null;
  /** It was refused on purpose. */
  readonly fault: boolean;
}

/** Where an attempt to send something came to its end. */
export type Stage = 'connection' | 'tls' | 'login' | 'sender' | 'recipient' | 'message';

/** Mail that somebody began to send, of which something was not kept. */
export interface Attempt {
  /** Milliseconds since the epoch, when it ended. */
  readonly at: number;
  /** Of the store, when it was known. */
  readonly position: number;
  readonly session: string;
  /** IP address. */
  readonly client: string;
  /** Reverse-path; null when it did not come to that. */
  readonly from: string | null;
  readonly recipients: readonly Recipient[];
  /**
   * `refused`: by a reply of ours; `timed-out`: the client said nothing for too long; `broken`: the connection ended
   * in the middle; `given-up`: the client changed its mind; `kept`: some recipients were refused, the mail was kept;
   * `open`: not over yet.
   */
  readonly outcome: 'refused' | 'timed-out' | 'broken' | 'given-up' | 'kept' | 'open';
  readonly stage: Stage;
  /** The reply, or the note, that decided it. */
  readonly reply: string | null;
  /** What was done on purpose. */
  readonly fault: string | null;
  /** The dialogue, in the text form of `sessions/transcript.ts`. */
  readonly transcript: string;
}
