import { createHash } from 'node:crypto';
import { escapeHtml } from './html/pieces.js';
import type { JsonSchema, OpenApiDocument, Operation } from './openapi-types.js';

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d9dde6, #333b4a); --soft: light-dark(#5b6475, #9aa4b5); --accent: light-dark(#b3261e, #ff8a80); }
body { font: 14px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 2rem 1rem 6rem; }
h1 { font-size: 1.6rem } h2 { margin-top: 3rem; border-bottom: 1px solid var(--line) } h3 { margin: 2rem 0 .25rem; font-size: 1rem }
code { font: .92em ui-monospace, monospace } a { color: inherit } p { margin: .3rem 0 }
nav ul { columns: 2; padding-left: 1rem } .verb { color: var(--accent); text-transform: uppercase }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 } td { border-top: 1px solid var(--line); padding: .2rem .6rem .2rem 0; vertical-align: top }
td:first-child { white-space: nowrap; width: 1% } .soft { color: var(--soft) }
@media (max-width: 40rem) { nav ul { columns: 1 } td:first-child { white-space: normal } }
`;

/** The page may use nothing but this one style. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;

/** The API as one page of plain HTML, made from its document: no script, nothing from elsewhere. */
export function renderDocs(document: OpenApiDocument): { html: string; policy: string } {
  const base = document.servers[0]?.url.replace(/\/$/, '') ?? '';
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path: base + path, method, operation })),
  );
  const groups = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Restante API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>
<h1>Restante API <span class="soft">${escapeHtml(document.info.version)}</span></h1>
<p>${prose(document.info.description)}</p>
<p>The same for programs: <a href="${escapeHtml(`${base}/api/openapi.json`)}">openapi.json</a> (OpenAPI 3.1).</p>
<nav aria-label="Routes"><ul>${operations.map(entry).join('')}</ul></nav>
<main>${groups
    .map(
      (group) =>
        `<h2>${escapeHtml(group)}</h2>${operations
          .filter(({ operation }) => operation.tags.includes(group))
          .map(section)
          .join('')}`,
    )
    .join('')}
<h2>Shapes</h2>${Object.entries(document.components.schemas).map(shape).join('')}</main></body></html>`;
  return { html, policy: POLICY };
}

interface Entry {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** Text with `code` in it. */
const prose = (text: string) => escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');

const verb = ({ method, path }: Entry) => `<code><span class="verb">${method}</span> ${escapeHtml(path)}</code>`;

const entry = (one: Entry) => `<li><a href="#${one.operation.operationId}">${verb(one)}</a></li>`;

function section(one: Entry): string {
  const { operation } = one;
  const parameters = operation.parameters.map(
    ({ name, required, schema, description }) =>
      `<tr><td><code>${escapeHtml(name)}</code>${required ? ' *' : ''}</td><td>${type(schema)} ${prose(description ?? '')}</td></tr>`,
  );
  const body = Object.entries(operation.requestBody?.content ?? {}).map(
    ([media, { schema }]) =>
      `<tr><td>body</td><td><code>${escapeHtml(media)}</code>${schema ? `: ${type(schema)}` : ''}</td></tr>`,
  );
  const answers = Object.entries(operation.responses)
    .filter(([status]) => Number(status) < 400)
    .concat(Object.entries(operation.responses).filter(([status]) => ['404', '408', '410'].includes(status)))
    .map(([status, { description, content }]) => {
      const shapes = Object.entries(content ?? {}).map(
        ([media, { schema }]) => `<code>${escapeHtml(media)}</code>${schema ? `: ${type(schema)}` : ''}`,
      );
      return `<tr><td>${status}</td><td>${prose(description)} ${shapes.join(', ')}</td></tr>`;
    });
  return `<h3 id="${operation.operationId}">${verb(one)}</h3><p>${prose(operation.summary)}.</p>${
    operation.description ? `<p class="soft">${prose(operation.description)}</p>` : ''
  }<table>${[...parameters, ...body, ...answers].join('')}</table>`;
}

function shape([id, schema]: [string, JsonSchema]): string {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const rows = Object.entries(properties).map(
    ([name, each]) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${type(each)} ${prose(String(each.description ?? ''))}</td></tr>`,
  );
  const what = rows.length > 0 ? `<table>${rows.join('')}</table>` : `<p>${type(schema)}</p>`;
  return `<h3 id="shape-${id}"><code>${escapeHtml(id)}</code></h3>${
    schema.description ? `<p class="soft">${prose(String(schema.description))}</p>` : ''
  }${what}`;
}

/** A schema in a few words, with links to the shapes it names. */
function type(schema: JsonSchema): string {
  if (typeof schema.$ref === 'string') {
    const id = schema.$ref.split('/').at(-1) ?? '';
    return `<a href="#shape-${id}">${escapeHtml(id)}</a>`;
  }
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (choices) return choices.map(type).join(' or ');
  if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
  if (Array.isArray(schema.enum)) {
    return schema.enum.map((each) => `<code>${escapeHtml(JSON.stringify(each))}</code>`).join(' or ');
  }
  if (schema.type === 'array') return `list of ${type((schema.items ?? {}) as JsonSchema)}`;
  if (schema.type === 'object' && schema.properties) {
    const fields = Object.entries(schema.properties as Record<string, JsonSchema>);
    return `{ ${fields.map(([name, each]) => `<code>${escapeHtml(name)}</code>: ${type(each)}`).join(', ')} }`;
  }
  const by = schema.default === undefined ? '' : `, default <code>${escapeHtml(JSON.stringify(schema.default))}</code>`;
  return `<span class="soft">${escapeHtml(String(schema.type ?? 'any'))}</span>${by}`;
}
