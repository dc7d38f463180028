import { z } from 'zod';
import { readPatterns } from '../../assert/check-message.js';
import { PatternError } from '../../assert/pattern.js';
import { performAssert } from '../assert/perform.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { assertAnswerSchema, assertBodySchema } from '../schemas/assert.js';
import { planWait, whileWanted } from '../wait/perform.js';

export const assertMessages = route({
  method: 'post',
  path: '/api/messages/assert',
  id: 'assertMessages',
  scoped: true,
  group: 'Messages',
  summary: 'Check what mail says',
  description:
    'Waits until a message that matches meets everything in `expect`, and answers 200 in any case: `pass`, and for each condition what was expected and what is there. Of several messages the one that meets most is told. The JSON Schema of the document is at `/api/schemas/assert.json`.',
  body: { json: assertBodySchema },
  answers: {
    200: json(assertAnswerSchema, 'What is so and what is not'),
    410: fails('The cursor is of another store or too old'),
  },
  async handle({ context, body, res }) {
    const { expect, $schema: _schema, name: _name, quiet, ...wait } = body as z.output<typeof assertBodySchema>;
    const { count: _count, ...expected } = expect;
    await readPatterns(expected).catch((error: unknown) => {
      if (error instanceof PatternError)
        throw new HttpProblem(400, error.message, { title: 'Mistake in an expression' });
      throw error;
    });
    const plan = { ...planWait(context, wait), quiet };
    const gone = (leave: () => void) => {
      res.once('close', leave);
      return () => void res.off('close', leave);
    };
    return whileWanted(context, gone, (signal) => performAssert(context, plan, expect, signal));
  },
});

let schema: unknown;

export const getAssertSchema = route({
  method: 'get',
  path: '/api/schemas/assert.json',
  id: 'getAssertSchema',
  scoped: true,
  group: 'Server',
  summary: 'The JSON Schema of an assertion document',
  answers: { 200: { description: 'The schema', contentType: 'application/schema+json' } },
  handle({ res }) {
    schema ??= z.toJSONSchema(assertBodySchema, { io: 'input' });
    res.type('application/schema+json').send(JSON.stringify(schema));
  },
});
