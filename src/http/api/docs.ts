import { renderDocs } from '../docs.js';
import { route } from '../route.js';

export const getOpenApi = route({
  method: 'get',
  path: '/api/openapi.json',
  id: 'getOpenApi',
  scoped: true,
  group: 'Server',
  summary: 'This API as an OpenAPI 3.1 document',
  answers: { 200: { description: 'The document', contentType: 'application/json' } },
  handle: ({ context }) => context.document(),
});

export const getDocs = route({
  method: 'get',
  path: '/api/docs',
  id: 'getDocs',
  scoped: true,
  group: 'Server',
  summary: 'This API as a page to read',
  answers: { 200: { description: 'The page', contentType: 'text/html' } },
  handle({ context, res }) {
    const { html, policy } = renderDocs(context.document());
    res.set({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).send(html);
  },
});
