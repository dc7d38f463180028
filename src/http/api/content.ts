import { extractCodes } from '../../message/codes.js';
import { contentTypeOf, filenameOf } from '../../message/parts.js';
import type { Part } from '../../message/types.js';
import { decodeTranscript } from '../../sessions/transcript.js';
import { readDetail } from '../details.js';
import { json, noMessage, route } from '../route.js';
import {
  attachmentsAnswerSchema,
  codesAnswerSchema,
  headersAnswerSchema,
  linksAnswerSchema,
  transcriptAnswerSchema,
} from '../schemas/answers.js';
import { type PartNode, structureSchema } from '../schemas/message.js';

const common = { method: 'get', group: 'Message' } as const;

export const getText = route({
  ...common,
  path: '/api/messages/{id}/text',
  id: 'getText',
  opens: 'text',
  scoped: true,
  summary: 'The plain text',
  description: 'Empty when the message has none.',
  answers: { 200: { description: 'The text', contentType: 'text/plain' }, ...noMessage },
  async handle({ context, params, res }) {
    const { text } = await readDetail(context, await context.store.get(params.id));
    res.set('content-type', 'text/plain; charset=utf-8').send(text ?? '');
  },
});

export const getHeaders = route({
  ...common,
  path: '/api/messages/{id}/headers',
  id: 'getHeaders',
  scoped: true,
  summary: 'All header fields in order',
  answers: { 200: json(headersAnswerSchema, 'The fields'), ...noMessage },
  async handle({ context, params }) {
    return { headers: (await readDetail(context, await context.store.get(params.id))).headers };
  },
});

export const getStructure = route({
  ...common,
  path: '/api/messages/{id}/structure',
  id: 'getStructure',
  scoped: true,
  summary: 'The MIME tree with byte ranges',
  answers: { 200: json(structureSchema, 'The tree'), ...noMessage },
  async handle({ context, params }) {
    const { root, parts, truncated } = (await context.store.get(params.id)).structure;
    return { root: node(root), parts, truncated };
  },
});

const node = (part: Part): PartNode => ({
  path: part.path,
  contentType: contentTypeOf(part),
  params: { ...part.params },
  encoding: part.encoding,
  disposition: part.disposition,
  filename: filenameOf(part),
  contentId: part.id?.replace(/^<|>$/g, '') ?? null,
  size: part.body.end - part.body.start,
  header: part.header,
  body: part.body,
  children: part.children.map(node),
  embedded: part.embedded && node(part.embedded),
});

export const getAttachments = route({
  ...common,
  path: '/api/messages/{id}/attachments',
  id: 'getAttachments',
  opens: 'message',
  scoped: true,
  summary: 'The attachments, without their bytes',
  answers: { 200: json(attachmentsAnswerSchema, 'The attachments'), ...noMessage },
  async handle({ context, params }) {
    return { attachments: (await readDetail(context, await context.store.get(params.id))).attachments };
  },
});

export const getLinks = route({
  ...common,
  path: '/api/messages/{id}/links',
  id: 'getLinks',
  opens: 'message',
  scoped: true,
  summary: 'The links with their texts',
  answers: { 200: json(linksAnswerSchema, 'The links'), ...noMessage },
  async handle({ context, params }) {
    return { links: (await readDetail(context, await context.store.get(params.id))).links };
  },
});

export const getCodes = route({
  ...common,
  path: '/api/messages/{id}/codes',
  id: 'getCodes',
  opens: 'message',
  scoped: true,
  summary: 'One-time codes',
  answers: { 200: json(codesAnswerSchema, 'The codes, likeliest first'), ...noMessage },
  async handle({ context, params }) {
    const message = await context.store.get(params.id);
    const { html, text } = await readDetail(context, message);
    return { codes: extractCodes({ subject: message.summary.subject, html, text }) };
  },
});

export const getTranscript = route({
  ...common,
  path: '/api/messages/{id}/transcript',
  id: 'getTranscript',
  summary: 'The dialogue that brought the message',
  answers: { 200: json(transcriptAnswerSchema, 'The dialogue'), ...noMessage },
  async handle({ context, params }) {
    const { session } = await context.store.get(params.id);
    return { session: session?.id ?? null, lines: session ? decodeTranscript(session.transcript) : [] };
  },
});
