/** Types of records that finding a mail server needs. */
export type LookupType = 'MX' | 'A' | 'AAAA';

/** A record as it was found; of an answer from the cache, with what is left of its time. */
export interface LookupRecord {
  readonly name: string;
  readonly type: LookupType | 'CNAME';
  /** The address, the name that a CNAME points to, or `10 mx.example.org` of an MX. */
  readonly data: string;
  /** Seconds. */
  readonly ttl: number;
}

/** One question to the DNS with what came of it. */
export interface Lookup {
  /** In A-labels, lower case, without the dot at its end. */
  readonly name: string;
  readonly type: LookupType;
  /**
   * `found`: there are records of the type; `no-data`: the name is there, without such records; `no-domain`: there is no
   * such name; `failed`: nobody knows (no answer, SERVFAIL), which may pass.
   */
  readonly outcome: 'found' | 'no-data' | 'no-domain' | 'failed';
  /** The CNAMEs on the way and the records at its end. */
  readonly records: readonly LookupRecord[];
  readonly cached: boolean;
  /** Who answered, `address:port`; null when nobody did. */
  readonly server: string | null;
  /** When it was asked, milliseconds since the epoch. */
  readonly at: number;
  /** Of `failed`: why, in words. */
  readonly error: string | null;
}

/** Asks the DNS. */
export interface Resolver {
  /** Never rejects: what goes wrong is an outcome. @param name in A-labels */
  lookup(name: string, type: LookupType): Promise<Lookup>;
}

export interface Mx {
  readonly preference: number;
  /** In A-labels, lower case; `""` for the root (RFC 7505). */
  readonly exchange: string;
}

/** The MX records of a look-up. */
export const mxOf = (lookup: Lookup): Mx[] =>
  lookup.records
    .filter(({ type }) => type === 'MX')
    .map(({ data }) => {
      const [preference = '', exchange = ''] = data.split(' ');
      return { preference: Number(preference), exchange };
    });

/** The addresses of a look-up. */
export const addressesOf = (lookup: Lookup): string[] =>
  lookup.records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);
