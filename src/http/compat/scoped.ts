import type { Endpoint } from './endpoint.js';
import { endpoints } from './index.js';

/** Endpoints of the peers that the token of an inbox is good for; tokens get no other. */
export const scopedEndpoints: readonly Endpoint[] = endpoints.filter(({ scoped }) => scoped);
