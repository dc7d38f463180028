import { pipeline } from 'node:stream/promises';
import { readArchive } from '../../store/archive/read.js';
import { writeArchive } from '../../store/archive/write.js';
import { hearOut } from '../body.js';
import { fails, json, route } from '../route.js';
import { archiveAnswerSchema } from '../schemas/answers.js';

export const getArchive = route({
  method: 'get',
  path: '/api/archive',
  id: 'getArchive',
  group: 'Server',
  summary: 'Everything in the store, to be taken into another',
  description:
    'Mailboxes with UIDVALIDITY, UIDs, flags and dates, messages with envelope, tags and session: JSON lines, as docs/archive.md describes them.',
  answers: { 200: { description: 'The archive', contentType: 'application/x-ndjson' } },
  async handle({ context: { store }, req, res }) {
    res.set('content-type', 'application/x-ndjson');
    if (req.method === 'HEAD') res.end();
    else await pipeline(writeArchive(store), res);
  },
});

export const postArchive = route({
  method: 'post',
  path: '/api/archive',
  id: 'postArchive',
  group: 'Server',
  summary: 'Take an archive in, beside what is there',
  description:
    'New mailboxes keep UIDVALIDITY and UIDs; in others what comes gets new UIDs. Messages get new ids. What came before a mistake stays.',
  body: { streams: ['application/x-ndjson'], streamLimit: () => Number.MAX_SAFE_INTEGER },
  answers: { 201: json(archiveAnswerSchema, 'What has come'), 507: fails('The disk is full') },
  async handle({ context: { store }, req }) {
    try {
      return await readArchive(store, req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>);
    } catch (error) {
      hearOut(req);
      throw error;
    }
  },
});
