import type { z } from 'zod';
import { NO_RELAY, type RelaySettings, relaySettingsSchema } from '../../settings/relay.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { type RelaySettingsJson, relayAnswerSchema, relayBodySchema } from '../schemas/relay.js';
import { ETAG, replaceSettings } from './settings.js';

type RelayBody = z.output<typeof relayBodySchema>;

export const getRelaySettings = route({
  method: 'get',
  path: '/api/settings/relay',
  id: 'getRelaySettings',
  group: 'Relay',
  summary: 'Who may be sent to, through what, and by which rules',
  answers: { 200: { ...json(relayAnswerSchema, 'The settings, without passwords and keys'), headers: ETAG } },
  handle({ context: { settings, relay }, res }) {
    res.set('etag', `"${settings.revision}"`);
    return shown(relay.settings, relay.warnings());
  },
});

export const putRelaySettings = route({
  method: 'put',
  path: '/api/settings/relay',
  id: 'putRelaySettings',
  group: 'Relay',
  summary: 'Set all of it',
  description:
    'Holds at once, for mail that is released or arrives from now on. `If-Match` as with `PUT /api/settings`. The answer says what of it cannot work.',
  body: { json: relayBodySchema },
  answers: {
    200: { ...json(relayAnswerSchema, 'The settings as they are now'), headers: ETAG },
    409: fails('settings.json was edited by hand while the server ran'),
    412: fails('The settings have changed since'),
    428: fails('There is no If-Match'),
    507: fails('The disk is full'),
  },
  async handle({ context: { settings, relay }, body, req, res }) {
    await replaceSettings(settings, req.headers['if-match'], (present) => ({
      ...present,
      relay: merged(present.relay ?? NO_RELAY, body as RelayBody),
    }));
    res.set('etag', `"${settings.revision}"`);
    return shown(relay.settings, relay.warnings());
  },
});

function shown({ relays, dkim, ...rest }: RelaySettings, warnings: string[]): RelaySettingsJson {
  return {
    ...rest,
    relays: relays.map(({ auth, ...relay }) => ({
      ...relay,
      ...(auth ? { auth: { method: auth.method, user: auth.user } } : {}),
    })),
    dkim: dkim.map(({ domain, selector }) => ({ domain, selector })),
    warnings,
  };
}

/** Puts in the passwords and keys that were not given, since they were never told. @throws HttpProblem 400 */
function merged(before: RelaySettings, body: RelayBody): RelaySettings {
  const whole = {
    ...body,
    relays: body.relays.map(({ auth, ...relay }) => {
      const known = before.relays.find(({ name }) => name === relay.name)?.auth;
      // A password is for the host it was given for: nobody gets it sent elsewhere by changing the host.
      const same = before.relays.some(
        ({ name, host, port }) => name === relay.name && host === relay.host && port === relay.port,
      );
      return auth
        ? { ...relay, auth: { ...auth, password: auth.password ?? (same ? known?.password : undefined) } }
        : relay;
    }),
    dkim: body.dkim.map((key) => {
      const known = before.dkim.find(({ domain, selector }) => domain === key.domain && selector === key.selector);
      return { ...key, privateKey: key.privateKey ?? known?.privateKey };
    }),
  };
  const result = relaySettingsSchema.safeParse(whole);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 20).map(({ path, message }) => ({ field: path.join('.'), message }));
  throw new HttpProblem(400, `${errors[0]?.field}: ${errors[0]?.message}`, { errors });
}
