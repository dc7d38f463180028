import type { Lookup } from './dns/lookup.js';
import type { MxHost, Route } from './route/route.js';

export type { Lookup, LookupRecord } from './dns/lookup.js';
export type { MxHost, Route, Routed } from './route/route.js';

/** One command of ours with the server's reply; the greeting has `command` null. */
export interface Exchange {
  /** As sent, without its line end; secrets of AUTH are masked, the message itself is `(message)`. */
  readonly command: string | null;
  /** All lines of the reply, without line ends. */
  readonly reply: readonly string[];
  /** When the reply was there, milliseconds since the epoch. */
  readonly at: number;
}

/** What was learned of a TLS connection to a receiving server. */
export interface TlsFacts {
  readonly version: string;
  readonly cipher: string;
  /** Whether the chain leads to a known authority and the name fits. With opportunistic TLS mail goes out in either case. */
  readonly trusted: boolean;
  /** Why it is not trusted, in OpenSSL's words; null when it is. */
  readonly problem: string | null;
  /** Subject's common name, issuer's common name, and names the certificate is good for; null when it had none. */
  readonly certificate: {
    readonly subject: string;
    readonly issuer: string;
    readonly names: readonly string[];
    /** ISO 8601. */
    readonly validFrom: string;
    readonly validTo: string;
    /** SHA-256 of the certificate, hexadecimal with colons. */
    readonly fingerprint: string;
  } | null;
}

/** How it stands with one recipient. */
export type RecipientState =
  /** Waits for its first or next attempt. */
  | 'waiting'
  /** The next server has taken it over (2xx after DATA). */
  | 'delivered'
  /** Refused for good (5xx), or there is no way to it. */
  | 'failed'
  /** Tried for as long as was allowed. */
  | 'expired'
  /** Somebody stopped it, or the message was deleted before it was sent. */
  | 'cancelled'
  /** This process died between sending the message and writing down the answer: it may have arrived. Never tried again by itself. */
  | 'uncertain';

/** What every event has. */
interface Base {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The message in the store that it is about. */
  readonly messageId: string;
  /** The queue's item; one item goes to one destination with one or more recipients. */
  readonly itemId: string;
}

/**
 * What happens to a message on its way out, in order. The journey of a message is drawn from these; nothing in them is
 * needed by the relay itself.
 */
export type RelayEvent =
  /** It was released by hand or by a rule, and is in the queue. */
  | (Base & {
      readonly type: 'queued';
      readonly recipients: readonly string[];
      readonly reversePath: string;
      /** `release` for a person or an API; else the rule's name. */
      readonly by: string;
      /** Domain (A-labels) or `relay:NAME`. */
      readonly destination: string;
    })
  /** Where it goes, with every DNS answer that was asked for, cached or not. */
  | (Base & { readonly type: 'routed'; readonly route: Route; readonly lookups: readonly Lookup[] })
  /** A connection to one address of one host begins. */
  | (Base & {
      readonly type: 'attempt-started';
      readonly attempt: number;
      readonly recipients: readonly string[];
      readonly host: MxHost;
      readonly address: string;
      readonly port: number;
      /** An open connection is used again. */
      readonly reused: boolean;
    })
  | (Base & {
      readonly type: 'attempt-ended';
      readonly attempt: number;
      readonly address: string;
      readonly port: number;
      readonly exchanges: readonly Exchange[];
      readonly tls: TlsFacts | null;
      /** What ended it before a reply did (`ECONNREFUSED` in words, say); null otherwise. */
      readonly error: string | null;
    })
  /** A recipient's state changed, or it was tried in vain and waits again. */
  | (Base & {
      readonly type: 'recipient';
      readonly recipient: string;
      readonly state: RecipientState;
      /** The reply that decided, or our own words. */
      readonly reply: string;
      /** RFC 3463. */
      readonly status: string;
      /** Of `waiting`: milliseconds since the epoch. */
      readonly nextAttempt: number | null;
    })
  /** A delivery status notification (RFC 3464) was made, or not, with the reason. */
  | (Base & {
      readonly type: 'report';
      readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed';
      readonly recipients: readonly string[];
      /** The reverse-path it goes to. */
      readonly to: string;
      /** The report as a message of this store; null when none was made. */
      readonly reportId: string | null;
      readonly reason: string | null;
    });

/** What the journey, the page and tests listen to. */
export interface RelayEvents {
  /** Calls `listener` for each event, in order. It must be quick and not throw. */
  subscribe(listener: (event: RelayEvent) => void): { close(): void };
}

/** Tells events to whoever listens. */
export class RelayBus implements RelayEvents {
  readonly #listeners = new Set<(event: RelayEvent) => void>();

  subscribe(listener: (event: RelayEvent) => void): { close(): void } {
    // The same function may listen twice.
    const own = (event: RelayEvent) => listener(event);
    this.#listeners.add(own);
    return { close: () => void this.#listeners.delete(own) };
  }

  tell(event: RelayEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
