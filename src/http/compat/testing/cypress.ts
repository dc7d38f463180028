import { createRequire } from 'node:module';

type Command = (...args: unknown[]) => unknown;
interface RequestOptions {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly failOnStatusCode?: boolean;
}

/** What Cypress hands from one command to the next. */
class Chain<Value> extends Promise<Value> {
  its<Name extends keyof Value>(name: Name): Chain<Value[Name]> {
    return Chain.from(this.then((value) => value[name]));
  }

  static from<Value>(promise: Promise<Value>): Chain<Value> {
    return new Chain((resolve, reject) => void promise.then(resolve, reject));
  }
}

/** As `cy.request`: JSON is parsed, and a status other than 2xx fails unless that is allowed. */
async function request({ method = 'GET', url, headers, body, failOnStatusCode = true }: RequestOptions) {
  const response = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  const { status } = response;
  if (failOnStatusCode && !response.ok) throw new Error(`cy.request() failed on: ${method} ${url}: ${status}`);
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status, body: isJson ? (JSON.parse(text) as unknown) : text };
}

/**
 * So much of Cypress as plug-ins need that ask a mail server: its global objects, with `settings` as its environment.
 * Loads the plug-in and returns the commands that it adds.
 */
export function loadPlugin(name: string, settings: Readonly<Record<string, string>>): Record<string, Command> {
  const commands: Record<string, Command> = {};
  const read = (key: string) => settings[key];
  Object.assign(globalThis, {
    cy: {
      request: (options: RequestOptions) => Chain.from(request(options)),
      wrap: (value: unknown) => Chain.from(Promise.resolve(value)),
      verifyUpcomingAssertions: (value: unknown) => value,
    },
    Cypress: {
      env: read,
      expose: read,
      config: (key: string) => settings[key],
      Commands: {
        add(command: string, ...rest: unknown[]) {
          commands[command] = rest.at(-1) as Command;
        },
      },
    },
  });
  createRequire(import.meta.url)(name);
  return commands;
}
