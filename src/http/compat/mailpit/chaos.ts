import { z } from 'zod';
import { CALM, type Stage, type Triggers } from '../../../faults/chaos.js';
import type { Context } from '../../context.js';
import { anyCase, BODY_LIMIT, readJson } from '../body.js';
import { endpoint } from '../endpoint.js';
import type { ChaosShape } from './shapes.js';

/** A code of 0 or none resets the trigger. */
const trigger = anyCase({
  ErrorCode: z
    .int()
    .refine((code) => code === 0 || (code >= 400 && code <= 599), 'is no reply code from 400 to 599')
    .default(0),
  Probability: z.int().min(0).max(100).default(0),
}).optional();
const body = anyCase({ Sender: trigger, Recipient: trigger, Authentication: trigger });

export const getChaos = endpoint({
  peer: 'mailpit',
  method: 'get',
  path: '/api/v1/chaos',
  differs: 'Always enabled; all chances are 0 until they are set.',
  handle: ({ context }) => tell(context),
});

export const setChaos = endpoint({
  peer: 'mailpit',
  method: 'put',
  body: BODY_LIMIT,
  path: '/api/v1/chaos',
  differs: 'Always enabled. When one trigger is not right none is set. A reply code of 421 also closes the connection.',
  async handle({ context, req }) {
    const { Sender, Recipient, Authentication } = await readJson(req, body);
    context.faults.chaos.triggers = {
      sender: read('sender', Sender),
      recipient: read('recipient', Recipient),
      authentication: read('authentication', Authentication),
    };
    return tell(context);
  },
});

function read(stage: Stage, given: { ErrorCode: number; Probability: number } | undefined): Triggers[Stage] {
  if (!given || given.ErrorCode === 0) return CALM[stage];
  return { errorCode: given.ErrorCode, probability: given.Probability };
}

function tell({ faults }: Context): ChaosShape {
  const { sender, recipient, authentication } = faults.chaos.triggers;
  return { Sender: shown(sender), Recipient: shown(recipient), Authentication: shown(authentication) };
}

const shown = ({ errorCode, probability }: Triggers[Stage]) => ({ ErrorCode: errorCode, Probability: probability });
