import { createClient, type RestanteClient } from '../client/index.js';

/** The client of the server that `restante/setup` started, or that RESTANTE_URL and RESTANTE_TOKEN name. */
export function clientFromEnvironment(): RestanteClient {
  const { RESTANTE_URL: url, RESTANTE_TOKEN: token } = process.env;
  return createClient({ ...(url && { url }), ...(token && { token }) });
}
