import { z } from 'zod';
import { VERSION } from '../../version.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import * as shapes from './shapes.js';

/** Answers in JSON, by method and path. */
const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  'get /api/v1/info': shapes.infoShape,
  'get /api/v1/webui': shapes.webuiShape,
  'get /api/v1/messages': shapes.listShape,
  'get /api/v1/search': shapes.listShape,
  'get /api/v1/message/{id}': shapes.messageShape,
  'get /api/v1/message/{id}/headers': shapes.headersShape,
  'get /api/v1/message/{id}/html-check': shapes.htmlCheckShape,
  'get /api/v1/message/{id}/link-check': shapes.linkCheckShape,
  'post /api/v1/send': shapes.sendShape,
  'get /api/v1/tags': z.array(z.string()),
  'get /api/v1/chaos': shapes.chaosShape,
  'put /api/v1/chaos': shapes.chaosShape,
};

/** The endpoint that describes the others. */
export const swagger = (others: readonly Endpoint[]): Endpoint =>
  endpoint({
    peer: 'mailpit',
    method: 'get',
    path: '/api/v1/swagger.json',
    differs: 'OpenAPI 3.1 of the endpoints here, without their parameters.',
    handle: () => ({
      openapi: '3.1.0',
      info: { title: 'Mailpit API, answered by Restante', version: VERSION },
      paths: pathsOf(others),
    }),
  });

function pathsOf(endpoints: readonly Endpoint[]): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, differs } of endpoints)
    paths[path] = { ...paths[path], [method]: operation(method, path, differs) };
  return paths;
}

function operation(method: string, path: string, differs: string): object {
  const answer = ANSWERS[`${method} ${path}`];
  const content = answer && { 'application/json': { schema: z.toJSONSchema(answer) } };
  return {
    ...(differs !== '' && { description: `What differs from Mailpit: ${differs}` }),
    parameters: Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    responses: { 200: { description: 'Done', ...(content && { content }) } },
  };
}
