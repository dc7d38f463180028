import { tagCounts } from '../../api/tags.js';
import { VERSION } from '../../version.js';
import { endpoint } from '../endpoint.js';
import type { InfoShape } from './shapes.js';
import { receivedBytes } from './traffic.js';

export const info = endpoint({
  peer: 'mailpit',
  method: 'get',
  path: '/api/v1/info',
  differs:
    '`Version` is that of Restante, `LatestVersion` always `disabled` (nobody is asked). `SMTPIgnored` is 0; `SMTPAccepted` counts mail by HTTP too, `SMTPRejected` the failed ones of the last 1,000 sessions.',
  async handle({ context }) {
    const { store, startedAt, sessions } = context;
    const failed = sessions.list({ limit: 1000, outcome: 'failed' }).sessions;
    const [{ messages, unseen, bytes, deleted, appended }, tags] = await Promise.all([store.stats(), tagCounts(store)]);
    return {
      Version: VERSION,
      LatestVersion: 'disabled',
      Database: store.kind,
      DatabaseSize: bytes,
      Messages: messages,
      Unread: unseen,
      Tags: Object.fromEntries(tags.map(({ name, count }) => [name, count])),
      RuntimeStats: {
        Uptime: Math.floor((Date.now() - startedAt) / 1000),
        Memory: process.memoryUsage.rss(),
        MessagesDeleted: deleted,
        SMTPAccepted: appended,
        SMTPAcceptedSize: receivedBytes(store),
        SMTPRejected: failed.filter(({ protocol }) => protocol === 'smtp').length,
        SMTPIgnored: 0,
      },
    } satisfies InfoShape;
  },
});
