import { z } from 'zod';
import type { Content, JsonSchema, OpenApiDocument, Operation } from './openapi-types.js';
import type { Answer, Route } from './route.js';
import { helloSchema } from './schemas/answers.js';
import { problemSchema } from './schemas/server.js';
import { VERSION } from './version.js';

const PROBLEM = 'application/problem+json';
const reference = (id: string) => `#/components/schemas/${id}`;

/** What every route may answer, before its own code runs. */
const COMMON: Readonly<Record<number, string>> = {
  400: 'A parameter, the body or the path is not right',
  401: 'A login is asked for',
  403: 'A page of another origin may not do this',
  413: 'The body is too large',
  415: 'The body is of another type',
  421: 'The server does not answer to this name',
  500: 'A fault of the server',
  503: 'The store does not answer',
};

/** The OpenAPI 3.1 document of a table of routes; schemas with an id become components. */
export function openApiDocument(routes: readonly Route[], basePath: string): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Restante',
      version: VERSION,
      description:
        'The mail that this server captured. Errors are problem documents (RFC 9457). A GET changes nothing. Times are ISO 8601; durations are milliseconds or have a unit (`500ms`, `5s`, `2m`).',
    },
    servers: [{ url: basePath.replace(/\/$/, '') || '/' }],
    security: [{}, { basic: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: components(routes),
      securitySchemes: { basic: { type: 'http', scheme: 'basic' }, bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operation(route: Route): Operation {
  const { body } = route;
  const content: Record<string, { schema?: JsonSchema }> = {};
  if (body?.json) content['application/json'] = { schema: use(body.json) };
  for (const type of body?.streams ?? []) content[type] = {};
  return {
    operationId: route.id,
    summary: route.summary,
    description: route.description,
    tags: [route.group],
    security: route.path.startsWith('/api/') ? undefined : [],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    requestBody: body && { required: !body.optional, content },
    responses: responses(route),
  };
}

function pathParameters({ path }: Route): Operation['parameters'] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => ({
    name,
    in: 'path' as const,
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Route): Operation['parameters'] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const { $schema: _, description, ...rest } = z.toJSONSchema(schema as z.ZodType, { io: 'input' });
    return {
      name,
      in: 'query' as const,
      required: !(schema as z.ZodType).safeParse(undefined).success,
      description,
      schema: rest,
    };
  });
}

function responses(route: Route): Operation['responses'] {
  const all: Record<string, { description: string; content?: Content }> = {};
  const without = route.body ? [] : ['415'];
  for (const [status, description] of Object.entries(COMMON)) {
    if (!without.includes(status)) all[status] = problem(description);
  }
  for (const [status, answer] of Object.entries(route.answers)) all[status] = response(answer);
  return all;
}

const problem = (description: string) => ({ description, content: { [PROBLEM]: { schema: use(problemSchema) } } });

function response({ description, schema, contentType, headers }: Answer) {
  if (contentType === PROBLEM) return problem(description);
  const type = contentType ?? (schema ? 'application/json' : undefined);
  return {
    description,
    headers: headers && Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, header(text)])),
    content: type === undefined ? undefined : { [type]: schema ? { schema: use(schema) } : {} },
  };
}

const header = (description: string) => ({ description, schema: { type: 'string' } });

function idOf(schema: z.ZodType): string {
  const id = z.globalRegistry.get(schema)?.id;
  if (!id) throw new Error('A schema of a route has no id; give it one with .meta({ id })');
  return id;
}

const use = (schema: z.ZodType): JsonSchema => ({ $ref: reference(idOf(schema)) });

/** Requests as they are written, answers as they are read: defaults and conversions lie between the two. */
function components(routes: readonly Route[]): Record<string, JsonSchema> {
  const answers = routes.flatMap((route) => Object.values(route.answers).flatMap(({ schema }) => schema ?? []));
  const requests = routes.flatMap((route) => route.body?.json ?? []);
  return {
    ...convert([...answers, problemSchema, helloSchema], 'output'),
    ...convert(requests, 'input'),
  };
}

function convert(schemas: readonly z.ZodType[], io: 'input' | 'output'): Record<string, JsonSchema> {
  const found: Record<string, JsonSchema> = {};
  for (const schema of new Set(schemas)) {
    const { $defs, $schema: _, ...own } = z.toJSONSchema(schema, { io });
    // A schema with an id is given as a reference into its own definitions.
    const all = $defs ?? { [idOf(schema)]: own };
    for (const [id, each] of Object.entries(all)) found[id] = relink(each) as JsonSchema;
  }
  return found;
}

/** References into a schema's own definitions become references to components. */
function relink(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relink);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === '$ref' && typeof each === 'string' ? each.replace('#/$defs/', reference('')) : relink(each),
    ]),
  );
}
