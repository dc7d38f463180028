import { Lru } from '../../lib/lru.js';
import { Turns } from '../../lib/turns.js';
import { ANSWER_MS, CACHE_ENTRIES, MAX_CNAMES, MAX_QUESTIONS, TRIES } from './limits.js';
import type { Lookup, LookupRecord, LookupType, Resolver } from './lookup.js';
import { type Reading, readAnswer } from './read-answer.js';
import { nameOfServer, type Server } from './server.js';

interface Known {
  readonly lookup: Lookup;
  /** When it was learned, and until when it counts; milliseconds of `now`. */
  readonly since: number;
  readonly until: number;
}

export interface ResolverOptions {
  /** Asked in this order, at the time of each question. */
  readonly servers: () => readonly Server[];
  /** Default: what `limits.ts` says. */
  readonly answerMs?: number;
  /** Milliseconds since the epoch; tests have their own clock. */
  readonly now?: () => number;
}

/**
 * Asks the configured servers, remembers each answer for as long as its TTL says, and asks a question once that several
 * ask at one time. (Node's own resolver tells no TTL of MX records.)
 */
export function createResolver({ servers, answerMs = ANSWER_MS, now = Date.now }: ResolverOptions): Resolver {
  const known = new Lru<string, Known>(CACHE_ENTRIES);
  const asking = new Map<string, Promise<Lookup>>();
  const turns = new Turns(MAX_QUESTIONS);

  async function reading(name: string, type: LookupType): Promise<{ server: string | null; read: Reading }> {
    let error = 'No DNS server is known; name one with --dns.';
    const all = servers();
    // Loaded with the first question: most servers never ask one.
    const { ask } = await import('./transport.js');
    for (let attempt = 0; attempt < TRIES; attempt++) {
      for (const server of all) {
        try {
          const read = readAnswer(await ask(server, name, type, answerMs), name, type);
          if (read.outcome !== 'failed') return { server: nameOfServer(server), read };
          error = `${read.error} (${nameOfServer(server)})`;
        } catch (problem) {
          error = (problem as Error).message;
        }
      }
    }
    return { server: null, read: { outcome: 'failed', records: [], onward: null, ttl: 0, error } };
  }

  /** Asks, and goes on where a CNAME leads out of what the server told. */
  async function learn(name: string, type: LookupType): Promise<{ lookup: Lookup; ttl: number }> {
    const at = now();
    const records: LookupRecord[] = [];
    let ttl = Number.POSITIVE_INFINITY;
    let next: string | null = name;
    let last = await reading(name, type);
    for (let step = 0; ; step++) {
      records.push(...last.read.records);
      ttl = Math.min(ttl, last.read.ttl);
      next = last.read.onward;
      if (next === null || step >= MAX_CNAMES) break;
      last = await reading(next, type);
    }
    const { server, read } = last;
    const circle = next !== null;
    const outcome = circle ? 'failed' : read.outcome;
    const error = circle ? `The aliases of ${name} go on for ever.` : read.error;
    return { lookup: { name, type, outcome, records, cached: false, server, at, error }, ttl };
  }

  async function fresh(key: string, name: string, type: LookupType): Promise<Lookup> {
    const { lookup, ttl } = await turns.run(() => learn(name, type));
    // What failed may work the next time.
    if (lookup.outcome !== 'failed') known.set(key, { lookup, since: lookup.at, until: lookup.at + ttl * 1000 });
    return lookup;
  }

  return {
    async lookup(given, type) {
      const name = given.toLowerCase().replace(/\.$/, '');
      const key = `${type} ${name}`;
      const before = known.get(key);
      const at = now();
      if (before && at < before.until) return aged(before, at);
      let question = asking.get(key);
      if (!question) {
        question = fresh(key, name, type).finally(() => asking.delete(key));
        asking.set(key, question);
      }
      return question;
    },
  };
}

/** A remembered answer, with what is left of its times. */
function aged({ lookup, since }: Known, at: number): Lookup {
  const passed = Math.floor((at - since) / 1000);
  const records = lookup.records.map((record) => ({ ...record, ttl: Math.max(0, record.ttl - passed) }));
  return { ...lookup, records, cached: true, at };
}
