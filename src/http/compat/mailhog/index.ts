import type { Endpoint } from '../endpoint.js';
import { deleteMessage, deleteMessages } from './delete.js';
import { download, downloadPart } from './download.js';
import { streamEvents } from './events.js';
import { getJim, setJim, sleepJim, wakeJim } from './jim.js';
import { getMessage, listBare, listMessages, search } from './messages.js';
import { outgoing, release } from './release.js';

/** MailHog's REST APIs v1 and v2. */
export const mailhog: readonly Endpoint[] = [
  listBare,
  deleteMessages,
  getMessage,
  deleteMessage,
  download,
  downloadPart,
  release,
  streamEvents,
  listMessages,
  search,
  outgoing,
  getJim,
  wakeJim,
  setJim,
  sleepJim,
];
