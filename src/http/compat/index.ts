import type { Router } from 'express';
import type { Context } from '../context.js';
import type { Endpoint } from './endpoint.js';
import { maildev } from './maildev/index.js';
import { mailhog } from './mailhog/index.js';
import { mailpit } from './mailpit/index.js';
import { countTraffic } from './mailpit/traffic.js';
import { createPeerRouter } from './router.js';

/** Every endpoint of the peers that is served here. Where two have one, the first that applies answers. */
export const endpoints: readonly Endpoint[] = [...mailhog, ...mailpit, ...maildev];

/** The peers' APIs, as far as `http.compat` wants them. */
export function createCompat(context: Context): Router {
  const { compat } = context.config.http;
  if (compat === 'off') return createPeerRouter([], context);
  countTraffic(context.store);
  return createPeerRouter(endpoints, context);
}
