import { z } from 'zod';
import { parseDuration } from '../../config/units.js';
import { STEP_KINDS } from '../../journey/steps/step.js';
import { VERDICTS } from '../../journey/why/why.js';
import { transcriptLineSchema } from './message.js';

const stepShape = {
  at: z.iso.datetime(),
  kind: z.enum(STEP_KINDS).meta({ description: 'What kind of thing happened; a picture goes with it' }),
  state: z
    .enum(['ok', 'info', 'warn', 'fail'])
    .meta({ description: '`fail`: here it went wrong; `warn`: worth a look' }),
  title: z.string().meta({ description: 'One sentence, for people' }),
  text: z.string().nullable().meta({ description: 'What it means, where that is not plain' }),
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  lines: z.array(transcriptLineSchema).meta({ description: 'What was said on the wire' }),
  session: z
    .string()
    .nullable()
    .meta({ description: 'Where it happened, at `/api/sessions/{id}`, as long as that is known' }),
};

export const stepSchema = z.object(stepShape).meta({ id: 'JourneyStep' });

export const journeySchema = z
  .object({
    id: z.string(),
    subject: z.string().nullable(),
    gone: z.boolean().meta({ description: 'The message is nowhere any more; this is what stayed known of it' }),
    steps: z.array(stepSchema).meta({ description: 'In the order of time' }),
  })
  .meta({ id: 'Journey' });

const since = z
  .string()
  .max(200)
  .meta({ description: 'A cursor, a point in time (ISO 8601), or a duration such as `10m` before now; default: all' });

export const whyQuerySchema = z.object({
  to: z.string().min(1).max(320).meta({ description: 'The address that mail should have come to' }),
  since: since.optional(),
});

export const happeningSchema = z
  .object({
    ...stepShape,
    message: z.string().nullable().meta({ description: 'Id of the message; it may be gone' }),
    subject: z.string().nullable(),
  })
  .meta({ id: 'Happening' });

export const whySchema = z
  .object({
    to: z.string(),
    account: z.string().meta({ description: 'The inbox that the address stands for' }),
    since: z.iso.datetime().nullable(),
    verdict: z.enum(VERDICTS).meta({
      description:
        '`arrived`: it is there; `gone`: it was; `refused`, `unfinished`, `under-way`: somebody began to send it; `elsewhere`: another inbox has it; `trouble`: a client came no further than the connection; `others`: only others got mail; `nothing`: nobody sent anything',
    }),
    title: z.string().meta({ description: 'One sentence, for people' }),
    text: z.string().meta({ description: 'What it means, without a word of RFC' }),
    advice: z.array(
      z.object({
        text: z.string(),
        href: z.string().nullable().meta({ description: 'A place of the page that helps, below its base path' }),
      }),
    ),
    happenings: z.array(happeningSchema).meta({ description: 'Newest first, at most 50' }),
    more: z.boolean().meta({ description: 'There are more' }),
    near: z
      .array(
        z.object({
          account: z.string(),
          messages: z.number().int(),
          lastArrival: z.iso.datetime().nullable(),
          difference: z.string(),
        }),
      )
      .meta({
        description:
          'When nothing is known of this address: inboxes with mail whose addresses are close, the closest first',
      }),
  })
  .meta({ id: 'Why' });

/** Milliseconds since the epoch for a point in time or a duration; undefined for what is neither (a cursor, perhaps). */
export function readTime(text: string, now: number): number | undefined {
  const before = parseDuration(text);
  if (before !== undefined) return now - before;
  const result = z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]).safeParse(text);
  return result.success ? Date.parse(text) : undefined;
}

export type StepJson = z.infer<typeof stepSchema>;
export type JourneyJson = z.infer<typeof journeySchema>;
export type HappeningJson = z.infer<typeof happeningSchema>;
export type WhyJson = z.infer<typeof whySchema>;
