import type { Request } from 'express';
import { z } from 'zod';
import { JIM_DEFAULTS, type JimSettings } from '../../../faults/jim.js';
import { anyCase, BODY_LIMIT, parseBody, readBody } from '../body.js';
import { endpoint, PeerError } from '../endpoint.js';

const chance = z.number().min(0).max(1).default(0);
const speed = z.number().min(0).max(1e12).default(0);
const settings = anyCase({
  // Left out it would be 0 at MailHog, and every connection refused.
  AcceptChance: z.number().min(0).max(1).default(1),
  DisconnectChance: chance,
  LinkSpeedAffect: chance,
  LinkSpeedMin: speed,
  LinkSpeedMax: speed,
  RejectSenderChance: chance,
  RejectRecipientChance: chance,
  RejectAuthChance: chance,
});

const path = '/api/v2/jim';
const peer = 'mailhog';

export const getJim = endpoint({
  peer,
  method: 'get',
  path,
  differs: '',
  handle({ context }) {
    const { settings: now } = context.faults.jim;
    if (!now) throw new PeerError(404, '');
    return now;
  },
});

export const wakeJim = endpoint({
  peer,
  method: 'post',
  body: BODY_LIMIT,
  path,
  differs: 'An `AcceptChance` that is left out is 1, not 0. A body that is not right gets 400.',
  async handle({ context, req, res }) {
    const { jim } = context.faults;
    if (jim.settings) throw new PeerError(400, '');
    jim.settings = (await read(req)) ?? JIM_DEFAULTS;
    res.status(201).end();
  },
});

export const setJim = endpoint({
  peer,
  method: 'put',
  body: BODY_LIMIT,
  path,
  differs: 'An `AcceptChance` that is left out is 1, not 0.',
  async handle({ context, req, res }) {
    const { jim } = context.faults;
    if (!jim.settings) throw new PeerError(404, '');
    const wanted = await read(req);
    if (!wanted) throw new PeerError(400, 'The body is missing');
    jim.settings = wanted;
    res.status(200).end();
  },
});

export const sleepJim = endpoint({
  peer,
  method: 'delete',
  path,
  differs: '',
  handle({ context, res }) {
    const { jim } = context.faults;
    if (!jim.settings) throw new PeerError(404, '');
    jim.settings = null;
    res.status(200).end();
  },
});

/** Undefined without a body. */
async function read(req: Request): Promise<JimSettings | undefined> {
  const bytes = await readBody(req);
  return bytes.length === 0 ? undefined : parseBody(bytes, settings);
}
