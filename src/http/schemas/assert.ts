import { z } from 'zod';
import { expectSchema } from '../../assert/schema.js';
import { messageRowSchema } from './message.js';
import { waitQuerySchema } from './requests.js';
import { problemSchema } from './server.js';

const { query, account, to, from, subject, since, timeout, quiet } = waitQuerySchema.shape;

export const assertBodySchema = z
  .strictObject({
    $schema: z.string().max(1000).optional().meta({ description: 'For editors; not read' }),
    name: z.string().max(200).optional().meta({ description: 'For reports; not read' }),
    query,
    account,
    to,
    from,
    subject,
    since,
    timeout,
    quiet: quiet.meta({
      description:
        'With an upper bound of `count`: done already when nothing more came for so long, instead of the whole time',
    }),
    expect: expectSchema,
  })
  .meta({
    id: 'AssertRequest',
    description: 'Which messages (as for `wait`), and what is expected of one of them, and of their number',
  });

const checkSchema = z
  .object({
    path: z.string().meta({ description: 'Where it stands in `expect`, e.g. `subject.contains`' }),
    pass: z.boolean(),
    expected: z.unknown(),
    actual: z.unknown(),
    detail: z.string().optional().meta({ description: 'Why not, e.g. `differs at character 9: …`' }),
  })
  .meta({ id: 'Check' });

export const assertAnswerSchema = z
  .object({
    pass: z.boolean(),
    message: messageRowSchema
      .nullable()
      .meta({ description: 'The message that met all, else the one that met most; null when none matched' }),
    count: z.number().int().meta({ description: 'How many matched when it was decided, at most 1000' }),
    checks: z.array(checkSchema).meta({ description: 'One for each condition, in the order of the document' }),
    arrived: problemSchema.shape.arrived,
    nearMisses: problemSchema.shape.nearMisses,
  })
  .meta({ id: 'AssertAnswer' });

export type AssertRequest = z.input<typeof assertBodySchema>;
export type AssertAnswerJson = z.infer<typeof assertAnswerSchema>;
