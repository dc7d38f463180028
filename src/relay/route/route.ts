import type { Lookup } from '../dns/lookup.js';

/** A host to hand mail to. */
export interface MxHost {
  /** In A-labels; of an address literal, the address. */
  readonly name: string;
  /** Of its MX record, lowest first; 0 without one. */
  readonly preference: number;
  /** IPv6 and IPv4, in the order in which they are tried. */
  readonly addresses: readonly string[];
  readonly port: number;
}

/** Where mail for one address goes. */
export type Route =
  /** Kept here and nowhere else. `by` says which rule of `--local-domains` it was. */
  | { readonly kind: 'local'; readonly by: string }
  /** Kept here; nobody said that it may leave. */
  | { readonly kind: 'hold'; readonly reason: string }
  /** To the first of these that takes it (RFC 5321 §5.1). */
  | {
      readonly kind: 'mx';
      readonly domain: string;
      readonly hosts: readonly MxHost[];
      /** There is no MX record: the domain's own address counts as one. */
      readonly implicit: boolean;
    }
  | { readonly kind: 'smarthost'; readonly relay: string; readonly host: string; readonly port: number }
  /** There is no way: for good, or for now. */
  | {
      readonly kind: 'failed';
      readonly permanent: boolean;
      /** RFC 3463. */
      readonly status: string;
      readonly reason: string;
    };

/** A route with all that was asked to find it. */
export interface Routed {
  readonly route: Route;
  readonly lookups: readonly Lookup[];
}

export const failed = (permanent: boolean, status: string, reason: string): Route => ({
  kind: 'failed',
  permanent,
  status,
  reason,
});
