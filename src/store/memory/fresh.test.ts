import { describe, expect, it, vi } from 'vitest';
import { TagRules } from '../../settings/tag-rules.js';
import { createTagging } from '../../settings/tagging.js';
import { envelope, mail } from '../json/testing/mail.js';
import { FRESH_MESSAGES } from '../limits.js';
import { Receiver, type TagsOf } from '../receive.js';
import type { StoreEvent } from '../types.js';
import { createMemoryStore } from './index.js';

/** A store, and how many of the messages that were put into it have been described. */
function start(maxMessages = 0, maxBytes = 0) {
  const store = createMemoryStore({ retention: { maxMessages, maxBytes, maxAge: 0 } });
  let described = 0;
  const counting: TagsOf = (_, named) => {
    described++;
    return named;
  };
  const put = async (subject: string, tagsOf = counting) => {
    const receiver = new Receiver(store);
    receiver.write(mail(subject));
    return receiver.commit({ envelope: envelope(), deliveries: [{ account: 'a' }, { account: 'b' }], tagsOf });
  };
  return { store, put, described: () => described };
}

describe('a small message in memory', () => {
  it('is described when somebody asks, once', async () => {
    const { store, put, described } = start();
    const { id } = await put('hello');
    expect((await store.list({ limit: 1 })).messages[0]?.summary.subject).toBe('hello');
    expect(await store.get(id)).toMatchObject({ structure: { parts: 1 } });
    expect(described()).toBe(1);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('is never described when it goes before that', async () => {
    const { store, put, described } = start(10);
    for (let n = 0; n < 100; n++) await put(`m${n}`);
    expect(described()).toBe(0);
    const { messages } = await store.list({ limit: 20 });
    expect(messages.map(({ summary }) => summary.subject)).toEqual(Array.from({ length: 10 }, (_, n) => `m${99 - n}`));
    expect(described()).toBe(10);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('is described when there is time', async () => {
    const { store, put, described } = start();
    for (let n = 0; n < 20; n++) await put(`m${n}`);
    await vi.waitUntil(() => described() === 20);
    await store.close();
  });

  it('is described at once where too many wait', async () => {
    const { store, put, described } = start();
    for (let n = 0; n < FRESH_MESSAGES + 100; n++) await put(`m${n}`);
    expect(described()).toBeGreaterThanOrEqual(100);
    expect(described()).toBeLessThan(FRESH_MESSAGES);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('tells who heard of it what it was, also when it is gone', async () => {
    const { store, put } = start(1);
    const heard: StoreEvent[] = [];
    store.subscribe((event) => void (event.type === 'message' && heard.push(event)));
    await put('first');
    await put('second');
    expect(heard).toMatchObject([
      { message: { summary: { subject: 'first' }, tags: [] }, subject: 'first' },
      { message: { summary: { subject: 'second' }, tags: [] }, subject: 'second' },
    ]);
    expect(JSON.parse(JSON.stringify(heard[0]))).toMatchObject({ message: { summary: { subject: 'first' } } });
    await store.close();
  });

  it('has the tags of the rules that held when it came', async () => {
    const { store, put } = start();
    const rules = new TagRules();
    const tagging = createTagging({ by: [] }, rules);
    rules.set([{ query: 'subject:hello', tags: ['before'] }]);
    const { id } = await put('hello', tagging());
    rules.set([{ query: 'subject:hello', tags: ['after'] }]);
    expect((await store.get(id)).tags).toEqual(['before']);
    const { id: next } = await put('hello', tagging());
    expect((await store.get(next)).tags).toEqual(['after']);
    await store.close();
  });

  it('counts within the bound for bytes, described or not', async () => {
    const { store, put } = start(0, 200_000);
    for (let n = 0; n < 200; n++) {
      await put(`m${n}`);
      if (n % 3 === 0) await store.list({ limit: 5 });
    }
    const { messages } = await store.stats();
    expect(messages).toBeGreaterThan(20);
    expect(messages).toBeLessThan(200);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });
});
