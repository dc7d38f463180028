import { findPart } from '../../../message/parts.js';
import { readSlowly } from '../../bytes.js';
import { partContent } from '../../decoded.js';
import { readDetail } from '../../details.js';
import { mailPolicy, PART_POLICY } from '../../guard/headers.js';
import { inlineParts } from '../../html/inline.js';
import { rewriteHtml } from '../../html/rewrite.js';
import { disposition, safeFilename, sendContent, stream } from '../../send.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import { generatedName } from './attachments.js';
import { email } from './email.js';
import type { Prefix, Version } from './version.js';

const common = { peer: 'maildev', scoped: true, method: 'get' } as const;

export const getEmail = (version: Version, prefix: Prefix) =>
  endpoint({
    ...common,
    path: `${prefix}/email/{id}`,
    opens: 'message',
    differs: '`source` is an address of ours, not a path of the server.',
    async handle(call) {
      const message = await findMessage(call, call.params.id);
      const made = await email(call.context, { ...message, seen: true }, version);
      if (!message.seen) await call.context.store.update({ ids: [message.id] }, { seen: true });
      return made;
    },
  });

export const getHtml = (version: Version, prefix: Prefix) =>
  endpoint({
    ...common,
    path: `${prefix}/email/{id}/html`,
    opens: 'html',
    differs: '`cid:` pictures are put in as data.',
    async handle(call) {
      const { context, res } = call;
      const message = await findMessage(call, call.params.id);
      const { html } = await readDetail(context, message);
      if (html === null && version === 3) throw new PeerError(404, 'Email has no HTML');
      res.set({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': mailPolicy(true) });
      if (html === null) return void res.end();
      await stream(inlineParts(context.store, message.id, message.structure, rewriteHtml(html, { remote: true })), res);
      return undefined;
    },
  });

export const getSource = (prefix: Prefix) =>
  endpoint({
    ...common,
    path: `${prefix}/email/{id}/source`,
    opens: 'whole',
    differs: 'Says that it is `text/plain`.',
    async handle(call) {
      const { id, size } = await findMessage(call, call.params.id);
      call.res.set({ 'content-type': 'text/plain; charset=utf-8', 'content-security-policy': PART_POLICY });
      const read = (range?: { start: number; end: number }) => readSlowly(call.context.store, id, range);
      await sendContent(call.req, call.res, { knownSize: size, size: () => size, read });
    },
  });

export const download = (prefix: Prefix) =>
  endpoint({
    ...common,
    path: `${prefix}/email/{id}/download`,
    opens: 'whole',
    differs: '',
    async handle(call) {
      const { id, size } = await findMessage(call, call.params.id);
      call.res.set({
        'content-type': 'message/rfc822',
        'content-disposition': `attachment; filename="${id}.eml"`,
        'content-security-policy': PART_POLICY,
      });
      const read = (range?: { start: number; end: number }) => readSlowly(call.context.store, id, range);
      await sendContent(call.req, call.res, { knownSize: size, size: () => size, read });
    },
  });

export const getAttachment = (prefix: Prefix) =>
  endpoint({
    ...common,
    path: `${prefix}/email/{id}/attachment/{file}`,
    opens: 'part',
    differs: 'Always a download. The sender’s own file name is taken too.',
    async handle(call) {
      const { context, req, res, params } = call;
      const message = await findMessage(call, params.id);
      const { attachments } = await readDetail(context, message);
      const file =
        attachments.find((each) => generatedName(message, each) === params.file) ??
        attachments.find(({ filename }) => filename === params.file);
      const part = file && findPart(message.structure, file.path);
      if (!file || !part) throw new PeerError(404, 'File not found');
      res.set({
        'content-type': /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(file.contentType)
          ? file.contentType
          : 'application/octet-stream',
        'content-disposition': disposition('attachment', safeFilename(file.filename, 'attachment')),
        'content-security-policy': PART_POLICY,
      });
      await sendContent(req, res, partContent(context.store, message.id, part));
    },
  });
