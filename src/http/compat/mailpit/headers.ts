import { collect } from '../../../lib/collect.js';
import { parseHeader } from '../../../message/headers.js';
import { endpoint } from '../endpoint.js';
import { resolve } from './select.js';
import type { HeadersShape } from './shapes.js';

/** Bytes of a header that are read. */
const LIMIT = 256 * 1024;

export const getHeaders = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/message/{id}/headers',
  differs: '',
  async handle(call) {
    const { id, structure } = await resolve(call);
    const { start, end } = structure.root.header;
    const bytes = await collect(call.context.store.read(id, { start, end: Math.min(end, start + LIMIT) }));
    const fields = new Map<string, string[]>();
    for (const { name, value } of parseHeader(bytes)) {
      const key = canonical(name);
      fields.set(key, [...(fields.get(key) ?? []), value]);
    }
    const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted) satisfies HeadersShape;
  },
});

/** Go's form of a field name: `message-ID` is `Message-Id`. */
const canonical = (name: string): string =>
  name.toLowerCase().replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
