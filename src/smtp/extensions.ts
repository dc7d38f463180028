/** What decides whether a word is told. */
export interface GreetingFacts {
  readonly tls: boolean;
  readonly loggedIn: boolean;
  /** Names of the SASL mechanisms that can succeed. */
  readonly mechanisms: readonly string[];
  /** Bytes; 0 for no limit. */
  readonly maxMessageSize: number;
}

/** An EHLO keyword (RFC 5321 §4.1.1.1) with its parameters, or undefined where it does not apply. */
export interface Extension {
  readonly word: string;
  line(facts: GreetingFacts): string | undefined;
}

const always = (word: string): Extension => ({ word, line: () => word });

/** All that EHLO advertises. `extensions.test.ts` has a test for each word, and fails for a word that has none. */
export const EXTENSIONS: readonly Extension[] = [
  always('PIPELINING'), // RFC 2920
  always('8BITMIME'), // RFC 6152
  always('SMTPUTF8'), // RFC 6531
  always('ENHANCEDSTATUSCODES'), // RFC 2034
  always('DSN'), // RFC 3461: the parameters are kept with the envelope
  { word: 'SIZE', line: (facts) => (facts.maxMessageSize > 0 ? `SIZE ${facts.maxMessageSize}` : 'SIZE') }, // RFC 1870
  { word: 'STARTTLS', line: (facts) => (facts.tls ? undefined : 'STARTTLS') }, // RFC 3207 §4.2: not under TLS
  { word: 'AUTH', line: (facts) => (facts.loggedIn ? undefined : `AUTH ${facts.mechanisms.join(' ')}`) }, // RFC 4954 §3
];
