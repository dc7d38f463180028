/** The connection is over: gone, or not worth going on with. `bye` is said to the client if it still listens. */
export class ConnectionOver extends Error {
  constructor(readonly bye?: string) {
    super(bye ?? 'The connection is gone.');
  }
}
