import { z } from 'zod';

export const samplesAnswerSchema = z
  .object({
    samples: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        about: z.string().meta({ description: 'What is hard about it' }),
      }),
    ),
  })
  .meta({ id: 'SamplesAnswer' });

export const sampleBodySchema = z
  .strictObject({
    from: z.string().max(1000).optional().meta({ description: 'Of the header and the envelope' }),
    to: z.string().max(1000).optional().meta({ description: 'One address or several, divided by commas' }),
  })
  .meta({ id: 'SampleRequest' });

export type SamplesAnswerJson = z.infer<typeof samplesAnswerSchema>;
