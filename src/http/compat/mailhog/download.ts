import { collect } from '../../../lib/collect.js';
import { readSlowly } from '../../bytes.js';
import { PART_POLICY } from '../../guard/headers.js';
import { sendContent } from '../../send.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import { pieces, readContent } from './content.js';

export const download = endpoint({
  peer: 'mailhog',
  scoped: true,
  method: 'get',
  path: '/api/v1/messages/{id}/download',
  opens: 'whole',
  differs: 'The bytes as they were sent; no message is 404 (MailHog drops the connection).',
  async handle(call) {
    const { context, req, res } = call;
    const { id, size } = await findMessage(call, call.params.id);
    res.set({
      'content-type': 'message/rfc822',
      'content-disposition': `attachment; filename="${id}.eml"`,
      'content-security-policy': PART_POLICY,
    });
    await sendContent(req, res, {
      knownSize: size,
      size: () => size,
      read: (range) => readSlowly(context.store, id, range),
    });
  },
});

export const downloadPart = endpoint({
  peer: 'mailhog',
  scoped: true,
  method: 'get',
  path: '/api/v1/messages/{id}/mime/part/{part}/download',
  opens: 'part',
  differs: 'Always a download, in the part’s own type; no such part is 404 (MailHog drops the connection).',
  async handle(call) {
    const { id } = await findMessage(call, call.params.id);
    const raw = await collect(readSlowly(call.context.store, id));
    const content = readContent(raw, { start: 0, end: raw.length });
    const ranges = [...pieces(raw, content)].filter((range) => range !== null);
    const range = /^\d{1,5}$/.test(call.params.part) ? ranges[Number(call.params.part)] : undefined;
    if (!range) throw new PeerError(404, '');
    const { headers, body } = readContent(raw, range);
    const bytes = raw.subarray(body.start, body.end);
    const encoded = headers.get('Content-Transfer-Encoding')?.[0]?.trim().toLowerCase() === 'base64';
    const type = headers.get('Content-Type')?.[0] ?? '';
    const { res } = call;
    const known = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:;[\x20-\x7e\t]*)?$/.test(type);
    // Not Express's `set`, which would put in a charset.
    res.setHeader('content-type', known ? type : 'application/octet-stream');
    res.set({ 'content-disposition': 'attachment', 'content-security-policy': PART_POLICY });
    res.end(encoded ? Buffer.from(bytes.toString('latin1'), 'base64') : bytes);
  },
});
