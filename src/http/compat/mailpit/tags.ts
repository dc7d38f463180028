import { z } from 'zod';
import { tagCounts } from '../../api/tags.js';
import { anyCase, BODY_LIMIT, readJson } from '../body.js';
import { endpoint, PeerError } from '../endpoint.js';
import { ok } from './messages.js';

const LONGEST = 100;
const setTagsBody = anyCase({
  IDs: z.array(z.string().max(64)).max(100_000).default([]),
  Tags: z.array(z.string().max(1000)).max(1000).default([]),
});
const renameBody = anyCase({ Name: z.string().max(1000).default('') });

export const listTags = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/tags',
  differs: '',
  async handle({ context }) {
    return (await tagCounts(context.store)).map(({ name }) => name);
  },
});

export const setTags = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'put',
  body: BODY_LIMIT,
  path: '/api/v1/tags',
  differs: '',
  async handle(call) {
    const { IDs, Tags } = await readJson(call.req, setTagsBody);
    const tags = [...new Set(Tags.map(clean))].filter((tag) => tag !== '');
    if (IDs.length > 0) await call.context.store.update({ ids: IDs }, { tags });
    return ok(call);
  },
});

export const renameTag = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'put',
  body: BODY_LIMIT,
  path: '/api/v1/tags/{tag}',
  differs: '',
  async handle(call) {
    const { store } = call.context;
    const name = clean((await readJson(call.req, renameBody)).Name);
    if (name === '') throw new PeerError(400, 'Error: invalid tag name');
    const tags = await tagCounts(store);
    const old = known(tags, call.params.tag);
    const taken = tags.some((tag) => same(tag.name, name) && tag.name !== old);
    if (taken) throw new PeerError(400, `Error: tag already exists: ${name}`);
    const query = { kind: 'tag', value: old } as const;
    if (name !== old) await store.update({ query }, { removeTags: [old], addTags: [name] });
    return ok(call);
  },
});

export const deleteTag = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'delete',
  path: '/api/v1/tags/{tag}',
  differs: '',
  async handle(call) {
    const { store } = call.context;
    const tag = known(await tagCounts(store), call.params.tag);
    await store.update({ query: { kind: 'tag', value: tag } }, { removeTags: [tag] });
    return ok(call);
  },
});

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** The tag as it is written. @throws PeerError 400 when there is none */
function known(tags: readonly { name: string }[], name: string): string {
  const found = tags.find((tag) => same(tag.name, name));
  if (!found) throw new PeerError(400, `Error: tag not found: ${name}`);
  return found.name;
}

/** What Mailpit makes of a tag: other characters are spaces, many spaces are one. */
function clean(tag: string): string {
  const plain = tag.replace(/[^A-Za-z0-9 ._@-]/g, ' ').replace(/ +/g, ' ');
  return plain.trim().slice(0, LONGEST).trim();
}
