import type { Route } from '../route.js';
import { listAccounts, listMailboxes } from './accounts.js';
import { getArchive, postArchive } from './archive.js';
import { assertMessages, getAssertSchema } from './assert.js';
import { getAttachments, getCodes, getHeaders, getLinks, getStructure, getText, getTranscript } from './content.js';
import { getDocs, getOpenApi } from './docs.js';
import { streamEvents } from './events.js';
import { getHtml } from './html.js';
import { getLatest, getNextLink } from './inbox-pages.js';
import { closeInbox, createInbox, extendInbox, getInbox, listInboxes } from './inboxes.js';
import { getJourney, getWhy } from './journey.js';
import { deleteMessage, getMessage, updateMessage } from './message.js';
import { deleteMessages, listMessages, updateMessages } from './messages.js';
import { getMetrics } from './metrics.js';
import { getPart } from './parts.js';
import { postMessage } from './post.js';
import { cancelQueueItem, getQueueItem, getRelayStatus, listQueue, retryQueueItem } from './queue.js';
import { getRaw } from './raw.js';
import { getRelaySettings, putRelaySettings } from './relay-settings.js';
import { getRoutes, releaseMessage } from './release.js';
import { listSamples, postSample } from './samples.js';
import { getHealth, getInfo, getReadiness } from './server.js';
import { getSession, listSessions } from './sessions.js';
import { getSettings, putSettings } from './settings.js';
import { getDiff, getSnapshot } from './snapshot.js';
import { listTags } from './tags.js';
import { waitForMessages } from './wait.js';

/** Every route of the HTTP side: what is not here is not served (beside the page's files), nor documented. */
export const routes: readonly Route[] = [
  listMessages,
  postMessage,
  updateMessages,
  deleteMessages,
  // Before `{id}`, which it would match.
  waitForMessages,
  assertMessages,
  getMessage,
  updateMessage,
  deleteMessage,
  getRaw,
  getHtml,
  getText,
  getHeaders,
  getStructure,
  getPart,
  getAttachments,
  getLinks,
  getCodes,
  getTranscript,
  getJourney,
  getSnapshot,
  getDiff,
  createInbox,
  listInboxes,
  getInbox,
  extendInbox,
  closeInbox,
  getNextLink,
  getLatest,
  listTags,
  listSamples,
  postSample,
  listAccounts,
  listMailboxes,
  getWhy,
  listSessions,
  getSession,
  streamEvents,
  getArchive,
  postArchive,
  getSettings,
  putSettings,
  getRelaySettings,
  putRelaySettings,
  releaseMessage,
  getRoutes,
  getRelayStatus,
  listQueue,
  getQueueItem,
  retryQueueItem,
  cancelQueueItem,
  getInfo,
  getOpenApi,
  getAssertSchema,
  getDocs,
  getMetrics,
  getHealth,
  getReadiness,
];
