import type { Endpoint } from '../endpoint.js';
import { getChaos, setChaos } from './chaos.js';
import { getHeaders } from './headers.js';
import { livez } from './health.js';
import { htmlCheck } from './html-check.js';
import { info } from './info.js';
import { linkCheck } from './link-check.js';
import { listMessages, search } from './list.js';
import { getMessage } from './message.js';
import { deleteBySearch, deleteMessages, setReadStatus } from './messages.js';
import { getPart } from './part.js';
import { getRaw } from './raw.js';
import { release } from './release.js';
import { send } from './send.js';
import { swagger } from './swagger.js';
import { deleteTag, listTags, renameTag, setTags } from './tags.js';
import { getThumbnail } from './thumbnail.js';
import { viewHtml, viewLatest, viewMessage, viewText } from './view.js';
import { webui } from './webui.js';

const all: readonly Endpoint[] = [
  info,
  webui,
  listMessages,
  setReadStatus,
  deleteMessages,
  search,
  deleteBySearch,
  getMessage,
  getHeaders,
  getRaw,
  getPart,
  getThumbnail,
  htmlCheck,
  linkCheck,
  release,
  send,
  listTags,
  setTags,
  renameTag,
  deleteTag,
  getChaos,
  setChaos,
  viewHtml,
  viewText,
  // Before `{id}`, which it would match.
  viewLatest,
  viewMessage,
  livez,
];

/** Mailpit's REST API v1. */
export const mailpit: readonly Endpoint[] = [...all, swagger(all)];
