import type { Authenticator } from '../auth/authenticator.js';
import { decodeBase64, MECHANISMS, type SaslExchange, type SaslStep } from '../auth/sasl/index.js';
import { MAX_AUTH_LINE } from './limits.js';
import type { Reply } from './replies.js';
import * as replies from './replies.js';

/** What follows a line of an AUTH dialogue: a reply; a challenge goes on, success names the user. */
export interface AuthStep {
  readonly reply: Reply;
  readonly more: boolean;
  readonly user?: string;
}

/** The names of the mechanisms that can succeed now, strongest first. */
export const mechanismNames = (authenticator: Authenticator): string[] =>
  MECHANISMS.filter((mechanism) => mechanism.available(authenticator)).map(({ name }) => name);

const refused = (reply: Reply): AuthStep => ({ reply, more: false });

/** One AUTH dialogue (RFC 4954 §4). */
export class Authentication {
  #exchange: SaslExchange | undefined;
  /** Success is certain, and its last data (SCRAM's proof of the server) went out as a challenge. */
  #user: string | undefined;

  constructor(private readonly authenticator: Authenticator) {}

  /** `AUTH mechanism [initial-response]` */
  begin(line: string): AuthStep {
    const [, name, initial, ...more] = line.trim().split(/\s+/);
    if (name === undefined || more.length > 0) return refused(replies.BAD_AUTH);
    const mechanism = MECHANISMS.find((each) => each.name === name.toUpperCase());
    if (!mechanism?.available(this.authenticator)) return refused(replies.NO_MECHANISM);
    this.#exchange = mechanism.start(this.authenticator);
    if (initial === undefined) return this.#after(this.#exchange.step(null));
    // `=` is an initial response without a byte.
    return this.#take(initial === '=' ? '' : initial);
  }

  /** A line behind a challenge. */
  answer(line: string): AuthStep {
    const text = line.trim();
    return text === '*' ? refused(replies.AUTH_CANCELLED) : this.#take(text);
  }

  #take(text: string): AuthStep {
    if (text.length > MAX_AUTH_LINE) return refused(replies.LONG_AUTH);
    const response = decodeBase64(text);
    if (!response || !this.#exchange) return refused(replies.NOT_BASE64);
    if (this.#user !== undefined) return success(this.#user);
    return this.#after(this.#exchange.step(response));
  }

  #after(step: SaslStep): AuthStep {
    if (step.type === 'failure') return refused(replies.authFailed(step.reason));
    if (step.type === 'success' && !step.data) return success(step.user);
    if (step.type === 'success') this.#user = step.user;
    return { reply: replies.challenge(step.data?.toString('base64') ?? ''), more: true };
  }
}

const success = (user: string): AuthStep => ({ reply: replies.AUTHENTICATED, more: false, user });
