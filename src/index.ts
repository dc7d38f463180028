export { createClient, type RestanteClient } from './client/index.js';
export type { Config, ConfigInput } from './config/schema.js';
export { type Addresses, createServer, type Endpoint, type Restante, type ServerOptions } from './server.js';
