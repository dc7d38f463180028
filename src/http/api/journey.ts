import type { Step } from '../../journey/steps/step.js';
import { fails, json, noMessage, route } from '../route.js';
import { isoDate } from '../rows.js';
import {
  type JourneyJson,
  journeySchema,
  readTime,
  type StepJson,
  type WhyJson,
  whyQuerySchema,
  whySchema,
} from '../schemas/journey.js';
import { readSelection } from '../selection.js';

export const getJourney = route({
  method: 'get',
  path: '/api/messages/{id}/journey',
  id: 'getJourney',
  scoped: true,
  group: 'Message',
  summary: 'What happened to a message, step by step',
  description:
    'From the connection that brought it to who read it, took it away or sent it on; with what was said on the wire. Of messages that are gone it tells what stayed known.',
  answers: { 200: json(journeySchema, 'The journey'), ...noMessage },
  async handle({ context, params }): Promise<JourneyJson> {
    const { id, subject, gone, steps } = await context.journey.ofMessage(params.id, context.lease?.account ?? null);
    return { id, subject, gone, steps: steps.map(stepJson) };
  },
});

export const getWhy = route({
  method: 'get',
  path: '/api/why',
  id: 'getWhy',
  scoped: true,
  group: 'Journeys',
  summary: 'Why mail for an address did, or did not, arrive',
  description:
    'Looks at what arrived, what was refused or came to no end, what was read and deleted, and where else it may have gone; says what it comes down to and what to try next.',
  query: whyQuerySchema,
  answers: {
    200: json(whySchema, 'The answer'),
    410: fails('The cursor is of another store'),
  },
  async handle({ context, query }): Promise<WhyJson> {
    const now = Date.now();
    const { since } = query;
    const time = since === undefined ? undefined : readTime(since, now);
    const after = time === undefined ? readSelection(context, { since }).since : undefined;
    const asked = { to: query.to, since: time ?? null, after: after ?? null };
    const why = await context.journey.why(asked, context.lease?.account ?? null);
    return {
      ...why,
      since: isoDate(why.since),
      advice: [...why.advice],
      happenings: why.happenings.map((each) => ({ ...stepJson(each), message: each.message, subject: each.subject })),
      near: why.near.map((near) => ({ ...near, lastArrival: isoDate(near.lastArrival) })),
    };
  },
});

const stepJson = ({ at, kind, state, title, text, facts, lines, session }: Step): StepJson => ({
  at: new Date(at).toISOString(),
  kind,
  state,
  title,
  text,
  facts: [...facts],
  lines: [...lines],
  session,
});
