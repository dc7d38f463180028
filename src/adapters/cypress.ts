import type { Lease, LeaseOptions, MessageDetail } from '../client/types.js';

/** Cypress has a global of its own; of its types only what is needed here. */
interface Chain<T> {
  then<U>(call: (value: T) => Chain<U> | U): Chain<U>;
}
interface Cy {
  request<T>(options: object): Chain<{ body: T }>;
  wrap<T>(value: T, options?: object): Chain<T>;
}
interface Cypress {
  env(name: string): string | undefined;
  /** Its own types know only the commands that are declared, each with its parameters. */
  Commands: { add(name: never, command: never): void };
}

/** Which mail: as for `GET /api/messages/wait`. */
export interface MailCriteria {
  subject?: string;
  from?: string;
  query?: string;
  timeout?: string | number;
}

/**
 * Adds `cy.createInbox()`, `cy.waitForMessage(inbox, criteria)`, `cy.waitForLink(inbox, text)`. The server's address is
 * `Cypress.env('RESTANTE_URL')`.
 */
export function addMailCommands(cypress: Cypress, cy: Cy): void {
  const base = () => (cypress.env('RESTANTE_URL') ?? 'http://127.0.0.1:8025/').replace(/\/?$/, '/');
  const ask = <T>(path: string, token?: string, more: object = {}) =>
    cy
      .request<T>({
        url: `${base()}${path}`,
        log: false,
        timeout: 130_000,
        ...(token && { auth: { bearer: token } }),
        ...more,
      })
      .then(({ body }) => body);

  const waitForMessage = ({ token }: Lease, criteria: MailCriteria = {}): Chain<MessageDetail> =>
    ask<{ messages: { id: string }[] }>('api/messages/wait', token, { qs: criteria }).then(({ messages }) =>
      ask<MessageDetail>(`api/messages/${messages[0]?.id}`, token),
    );

  const add = (name: string, command: (...given: never[]) => unknown) =>
    cypress.Commands.add(name as never, command as never);
  add('createInbox', (options: LeaseOptions = {}) =>
    ask<Lease>('api/inboxes', undefined, { method: 'POST', body: options }),
  );
  add('waitForMessage', waitForMessage);
  add('waitForLink', (inbox: Lease, text?: string, criteria?: MailCriteria) =>
    waitForMessage(inbox, criteria).then(({ links }) => {
      const found = links.find((link) => text === undefined || link.text.includes(text) || link.url.includes(text));
      if (!found)
        throw new Error(`No link like ${JSON.stringify(text)}; there are: ${links.map(({ url }) => url).join(', ')}`);
      return cy.wrap(found.url, { log: false });
    }),
  );
}

declare global {
  namespace Cypress {
    // biome-ignore lint/suspicious/noExplicitAny: the declaration that is extended has it
    interface Chainable<Subject = any> {
      /** An inbox of this test alone. */
      createInbox(options?: LeaseOptions): Chainable<Lease>;
      waitForMessage(inbox: Lease, criteria?: MailCriteria): Chainable<MessageDetail>;
      /** The address of the first link with this in its text or address. */
      waitForLink(inbox: Lease, text?: string, criteria?: MailCriteria): Chainable<string>;
    }
  }
}
