import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { Config } from '../config/schema.js';
import type { Faults } from '../faults/faults.js';
import type { Inboxes } from '../inboxes/inboxes.js';
import type { Lease } from '../inboxes/lease.js';
import type { Journey } from '../journey/journey.js';
import type { Logger } from '../lib/logger.js';
import type { DetailService } from '../message/detail-service.js';
import type { Envelope } from '../message/types.js';
import type { Relay } from '../relay/relay.js';
import type { SessionRegistry } from '../sessions/registry.js';
import type { Settings } from '../settings/settings.js';
import type { Tagging } from '../store/receive.js';
import type { Delivery, Store } from '../store/store.js';
import type { Closing } from './closing.js';
import type { Gate } from './guard/credentials.js';
import type { OpenApiDocument } from './openapi-types.js';
import type { Projector } from './project.js';
import type { RowWriter } from './rows.js';
import type { infoSchema } from './schemas/server.js';
import type { Waiters } from './wait/waiters.js';

/** What the HTTP side is given by the composition root. */
export interface HttpDeps {
  readonly config: Config;
  readonly store: Store;
  readonly sessions: SessionRegistry;
  readonly logger: Logger;
  readonly faults: Faults;
  readonly journey: Journey;
  readonly route: (envelope: Envelope) => Delivery[];
  readonly tagging: Tagging;
  readonly settings: Settings;
  readonly relay: Relay;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly inboxes: Inboxes;
  readonly addresses: () => z.infer<typeof infoSchema>['addresses'];
}

/** What every handler has at hand. */
export interface Context extends HttpDeps {
  readonly scopes: RequestScopes;
  /** The inbox that the request is confined to, by its token; its `store` has nothing else. Null: it may see all. */
  readonly lease: Lease | null;
  readonly gate: Gate;
  readonly details: DetailService;
  readonly rows: RowWriter;
  readonly waiters: Waiters;
  readonly projector: Projector;
  readonly document: () => OpenApiDocument;
  /** Long answers end when the server begins to stop. */
  readonly closing: Closing;
}

/** Who may see what; `scopes.ts` decides it. */
export interface RequestScopes {
  /** What the handler of a request gets. */
  contextOf(req: IncomingMessage, context: Context): Context;
  /** The context of an inbox. */
  within(lease: Lease, context: Context): Context;
  /** Resolves when it is known whether the token of an inbox is good. @throws StoreUnavailable */
  learnToken(token: unknown): Promise<void>;
  /** @throws HttpProblem 401 for a token that is no longer good */
  leaseOf(authorization: string | undefined): Lease | undefined;
  /** @throws HttpProblem 401 */
  leaseOfToken(token: unknown): Lease | undefined;
}
