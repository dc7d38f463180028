import fc from 'fast-check';
import { afterEach, expect, it, test, vi } from 'vitest';
import { parseQuery } from '../../search/parse.js';
import { mail, send } from '../json/testing/mail.js';
import { MemoryStore } from '../memory/store.js';

const BOUNDS = { retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } };

/** Lets a test see and hurry what is otherwise done when nothing arrives. */
class SeenStore extends MemoryStore {
  get index() {
    return this.model.index;
  }
  get rows() {
    return this.model.rows;
  }
  finish(): Promise<void> {
    return this.signer.finish();
  }
}

async function filled(subjects: readonly string[]): Promise<SeenStore> {
  const store = new SeenStore(BOUNDS);
  await store.open();
  for (const subject of subjects) await send(store, mail(subject));
  return store;
}

const found = async (store: SeenStore, query: string): Promise<string[]> =>
  (await store.list({ query: parseQuery(query), limit: 1000, order: 'oldest' })).messages.map(
    ({ summary }) => summary.subject,
  );

afterEach(() => void vi.useRealTimers());

it('signs what arrives once nothing arrives any more', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const store = await filled(['first', 'second']);
  expect(store.index.unsigned.size).toBe(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.index.unsigned.size).toBe(0);
  expect(await found(store, 'second')).toEqual(['second']);
  expect(await store.verify()).toEqual([]);
  await store.close();
});

it('finds the likeliest code with it, for lists', async () => {
  const store = await filled(['Your code is 482913', 'nothing']);
  const [code, none] = (await store.list({ limit: 2, order: 'oldest' })).messages.map(({ id }) => id);
  expect(store.likelyCode(code ?? '')).toBeUndefined();
  await store.finish();
  expect([store.likelyCode(code ?? ''), store.likelyCode(none ?? ''), store.likelyCode('x')]).toEqual([
    '482913',
    null,
    undefined,
  ]);
  await store.close();
});

it('goes on, more slowly, while mail keeps arriving', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const store = await filled(['first']);
  for (let n = 0; n < 10; n++) {
    await vi.advanceTimersByTimeAsync(100);
    await send(store, mail(`m${n}`));
  }
  expect(store.index.unsigned.size).toBeLessThan(5);
  expect(await store.verify()).toEqual([]);
  await store.close();
});

it('leaves texts that would hold others up to the searches', async () => {
  const store = await filled([]);
  await send(store, mail('huge', 400_000));
  await send(store, mail('small'));
  await store.finish();
  expect([...store.index.unsigned].length).toBe(1);
  expect(await found(store, 'body:huge')).toEqual(['huge']);
  expect(await found(store, 'nowhere')).toEqual([]);
  expect(await store.verify()).toEqual([]);
  await store.close();
});

it('lets a search look at all subjects without opening a row but those that it answers', async () => {
  const long = `needle ${'x'.repeat(500)}`;
  const store = await filled([...Array.from({ length: 50 }, (_, n) => `Haystack ${n}`), 'A Needle in it', long]);
  await store.finish();
  const opened = vi.spyOn(store.rows, 'view');
  // Two letters are too few for a signature.
  expect(await found(store, 'subject:ne')).toEqual(['A Needle in it', long]);
  // The two that are found, and the one whose subject is too long to be kept was opened to be looked at too.
  expect(opened).toHaveBeenCalledTimes(3);
  opened.mockRestore();
  expect(await store.verify()).toEqual([]);
  await store.close();
});

test('a search finds the same with signatures as without, and while they are half made', async () => {
  const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'über', '会議', 'ab');
  const subject = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
  const term = fc.oneof(
    word,
    word.map((each) => `-${each}`),
    word.map((each) => `subject:${each}`),
    fc.constant('is:unread'),
    fc.constant('from@example.com'),
  );
  const query = fc
    .array(term, { minLength: 1, maxLength: 3 })
    .chain((terms) => fc.constantFrom(terms.join(' '), terms.join(' OR ')));
  await fc.assert(
    fc.asyncProperty(
      fc.array(subject, { minLength: 1, maxLength: 12 }),
      query,
      fc.nat(11),
      async (subjects, text, gone) => {
        const encoded = subjects.map((each) => each.replaceAll('ü', 'u').replaceAll('会議', 'kaigi'));
        const store = await filled(encoded);
        const before = await found(store, text);
        const half = (await store.list({ limit: 1000 })).messages;
        await store.finish();
        expect(await found(store, text)).toEqual(before);
        for (const each of encoded.slice(0, 3)) await send(store, mail(each));
        const ids = half.slice(0, gone).map(({ id }) => id);
        await store.delete({ ids });
        const mixed = await found(store, text);
        await store.finish();
        expect(await found(store, text)).toEqual(mixed);
        expect(await store.verify()).toEqual([]);
        await store.close();
      },
    ),
    { numRuns: 60 },
  );
});
