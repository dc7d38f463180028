import type { ConfigInput } from '../config/schema.js';
import { createServer, type Restante } from '../server.js';

/**
 * Starts a Restante in this process on free ports and tells everybody by the environment: `RESTANTE_URL` for the
 * adapters, `SMTP_HOST` and `SMTP_PORT` for the application under test. Processes that are started later inherit them.
 */
export async function startRestante(config: ConfigInput = {}): Promise<Restante> {
  const restante = createServer({ smtp: { port: 0 }, ...config });
  const { smtp, http } = await restante.start();
  if (http) process.env.RESTANTE_URL = http.url;
  if (smtp) {
    process.env.SMTP_HOST = smtp.host;
    process.env.SMTP_PORT = String(smtp.port);
  }
  return restante;
}

/** As a global set-up: starts it, and returns how to stop it (Vitest, Playwright). */
export async function setup(): Promise<() => Promise<void>> {
  const restante = await startRestante();
  return () => restante.stop();
}
