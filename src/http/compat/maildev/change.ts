import { z } from 'zod';
import { MessageNotFound } from '../../../store/errors.js';
import { BODY_LIMIT, readJson } from '../body.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import type { Prefix, Version } from './version.js';

/** Ids of one deletion. */
const MOST = 10_000;
const deletion = z.object({
  ids: z.array(z.string().max(64).regex(/\S/, 'is blank'), 'must be an array of ids').max(MOST),
});

export const deleteAll = (prefix: Prefix) =>
  endpoint({
    peer: 'maildev',
    scoped: true,
    method: 'delete',
    path: `${prefix}/email/all`,
    differs: '',
    async handle({ context: { store } }) {
      await store.delete({ upTo: store.position });
      return true;
    },
  });

export const deleteEmail = (version: Version, prefix: Prefix) =>
  endpoint({
    peer: 'maildev',
    scoped: true,
    method: 'delete',
    path: `${prefix}/email/{id}`,
    differs: '',
    async handle(call) {
      const { id } = await findMessage(call, call.params.id).catch((error: unknown) => {
        if (error instanceof MessageNotFound && version === 2) throw new PeerError(500, 'Email not found');
        throw error;
      });
      await call.context.store.delete({ ids: [id] });
      return true;
    },
  });

export const deleteSome = endpoint({
  peer: 'maildev',
  scoped: true,
  method: 'post',
  body: BODY_LIMIT,
  path: '/api/email/delete',
  deletes: true,
  differs: '',
  async handle(call) {
    const { ids } = await readJson(call.req, deletion);
    const deleted: string[] = [];
    const notFound: string[] = [];
    for (const id of new Set(ids)) {
      const there = await findMessage(call, id).catch((error: unknown) => {
        if (!(error instanceof MessageNotFound)) throw error;
      });
      (there ? deleted : notFound).push(id);
    }
    if (deleted.length > 0) await call.context.store.delete({ ids: deleted });
    return { deleted, notFound };
  },
});

export const readAll = (prefix: Prefix) =>
  endpoint({
    peer: 'maildev',
    scoped: true,
    method: 'patch',
    path: `${prefix}/email/read-all`,
    differs: '',
    handle: ({ context: { store } }) =>
      store.update({ query: { kind: 'is', what: 'unread' }, upTo: store.position }, { seen: true }),
  });
