import type { Endpoint } from '../endpoint.js';
import { deleteAll, deleteEmail, deleteSome, readAll } from './change.js';
import { listEmails, listSummaries } from './list.js';
import { download, getAttachment, getEmail, getHtml, getSource } from './one.js';
import { relay, relayTo } from './relay.js';
import { getConfig, getHealth, reload } from './server.js';
import { VERSIONS } from './version.js';

/** MailDev's REST API, version 2 at the root and version 3 below `/api`. */
export const maildev: readonly Endpoint[] = VERSIONS.flatMap(({ version, prefix }) => [
  listEmails(version, prefix),
  // Before `{id}`, which they would match.
  ...(version === 3 ? [listSummaries, deleteSome] : []),
  deleteAll(prefix),
  readAll(prefix),
  getEmail(version, prefix),
  deleteEmail(version, prefix),
  getHtml(version, prefix),
  getSource(prefix),
  download(prefix),
  getAttachment(prefix),
  relay(prefix),
  relayTo(prefix),
  getConfig(version, prefix),
  ...(version === 3 ? [getHealth] : []),
  reload(prefix),
]);
