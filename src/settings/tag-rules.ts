import type { Logger } from '../lib/logger.js';
import type { Query } from '../search/ast.js';
import { parseQuery } from '../search/parse.js';
import { compile, Haystacks, type Predicate, type SearchSubject } from '../search/predicate.js';
import { StoreClosed } from '../store/errors.js';
import type { Store } from '../store/store.js';
import { MAX_WAITING } from './limits.js';
import type { TagRule } from './schema.js';

interface Rule {
  readonly query: Query;
  readonly predicate: Predicate;
  readonly tags: readonly string[];
  /** The text of a message may decide. */
  readonly deep: boolean;
}

/** The tags that rules give a message by its envelope and header. */
export type Quick = (subject: SearchSubject) => string[];

const quick =
  (rules: readonly Rule[]): Quick =>
  (subject) => {
    const hay = new Haystacks(subject);
    return rules.filter(({ predicate }) => predicate.quick(hay) === true).flatMap(({ tags }) => tags);
  };

/**
 * Tags messages by rules. What the envelope and the header decide is there when the message is first seen; what its
 * decoded text decides, a moment after, so that no message waits for it.
 */
export class TagRules {
  #rules: readonly Rule[] = [];
  #quick: Quick | null = null;
  #waiting: string[] = [];
  #working = false;

  set(rules: readonly TagRule[]): void {
    this.#rules = rules.map(({ query, tags }) => {
      const parsed = parseQuery(query);
      return { query: parsed, predicate: compile(parsed), tags, deep: asksText(parsed) };
    });
    this.#quick = this.#rules.length > 0 ? quick(this.#rules) : null;
  }

  /** What the present rules give a message that arrives now, whenever it is asked; null when there are none. */
  now(): Quick | null {
    return this.#quick;
  }

  /** Tags what arrives in a store by rules that look into the text. Ends with the store. */
  watch(store: Store, logger: Logger): void {
    store.subscribe((event) => {
      if (event.type !== 'message' || event.message.envelope.via === 'imap' || !this.#rules.some(({ deep }) => deep))
        return;
      this.#waiting.push(event.message.id);
      if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
      if (this.#working) return;
      this.#working = true;
      void this.#work(store, logger);
    });
  }

  async #work(store: Store, logger: Logger): Promise<void> {
    try {
      await this.#tagWaiting(store);
    } catch (error) {
      this.#waiting = [];
      if (!(error instanceof StoreClosed))
        logger.warn({ error: String(error) }, 'tag rules could not be applied to the text of a message');
    } finally {
      this.#working = false;
    }
  }

  async #tagWaiting(store: Store): Promise<void> {
    for (let id = this.#waiting.shift(); id !== undefined; id = this.#waiting.shift()) {
      const addTags: string[] = [];
      for (const { query, tags, deep } of this.#rules) {
        if (!deep) continue;
        const { messages } = await store.list({ ids: [id], query, limit: 1 });
        if (messages[0] && !tags.every((tag) => messages[0]?.tags.includes(tag))) addTags.push(...tags);
      }
      if (addTags.length > 0) await store.update({ ids: [id] }, { addTags });
    }
  }
}

function asksText(query: Query): boolean {
  if (query.kind === 'and' || query.kind === 'or') return query.terms.some(asksText);
  if (query.kind === 'not') return asksText(query.term);
  return query.kind === 'text' && (query.field === 'any' || query.field === 'body');
}
