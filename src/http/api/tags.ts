import { Slice } from '../../lib/slice.js';
import type { Position, Store } from '../../store/store.js';
import { json, route } from '../route.js';
import { tagsAnswerSchema } from '../schemas/answers.js';

type Tags = { name: string; count: number }[];

/** The last count of each store, for as long as nothing changes in it. */
const counted = new WeakMap<Store, { position: Position; tags: Promise<Tags> }>();

export const listTags = route({
  method: 'get',
  path: '/api/tags',
  id: 'listTags',
  scoped: true,
  group: 'Messages',
  summary: 'All tags with the number of messages that have them',
  answers: { 200: json(tagsAnswerSchema, 'The tags by name') },
  async handle({ context: { store } }) {
    return { tags: await tagCounts(store) };
  },
});

/** All tags by name with their numbers of messages; counted anew only when the store has changed. */
export function tagCounts(store: Store): Promise<Tags> {
  let known = counted.get(store);
  if (known?.position !== store.position) {
    known = { position: store.position, tags: count(store) };
    known.tags.catch(() => counted.delete(store));
    counted.set(store, known);
  }
  return known.tags;
}

async function count(store: Store): Promise<Tags> {
  const counts = new Map<string, number>();
  const slice = new Slice();
  let after: Position | undefined;
  do {
    const page = await store.list({ query: { kind: 'has', what: 'tag' }, limit: 1000, after });
    for (const tag of page.messages.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    after = page.next ?? undefined;
    await slice.turn();
  } while (after !== undefined);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
