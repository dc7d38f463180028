import { EditedMeanwhile, type Settings, SettingsChanged, type SettingsData } from '../../settings/settings.js';
import { HttpProblem } from '../problem.js';
import { fails, json, route } from '../route.js';
import { type SettingsBody, type SettingsJson, settingsAnswerSchema, settingsBodySchema } from '../schemas/settings.js';

export const ETAG = { ETag: 'Names this state of the settings, for If-Match' };

export const getSettings = route({
  method: 'get',
  path: '/api/settings',
  id: 'getSettings',
  group: 'Server',
  summary: 'What is set at run time: users and tag rules',
  answers: { 200: { ...json(settingsAnswerSchema, 'The settings, without passwords'), headers: ETAG } },
  handle({ context: { settings }, res }) {
    res.set('etag', `"${settings.revision}"`);
    return shown(settings.data);
  },
});

export const putSettings = route({
  method: 'put',
  path: '/api/settings',
  id: 'putSettings',
  group: 'Server',
  summary: 'Set all of it',
  description:
    'Holds from the next login and the next message on. `If-Match` must have the ETag of the settings that were changed, so that nobody undoes what another has set meanwhile; `*` overwrites.',
  body: { json: settingsBodySchema },
  answers: {
    200: { ...json(settingsAnswerSchema, 'The settings as they are now'), headers: ETAG },
    409: fails('settings.json was edited by hand while the server ran'),
    412: fails('The settings have changed since'),
    428: fails('There is no If-Match'),
    507: fails('The disk is full'),
  },
  async handle({ context: { settings }, body, req, res }) {
    await replaceSettings(settings, req.headers['if-match'], (present) => merged(present, body as SettingsBody));
    res.set('etag', `"${settings.revision}"`);
    return shown(settings.data);
  },
});

/**
 * Puts new settings in the place of those that the caller has seen.
 * @throws HttpProblem 409, 412, 428
 */
export async function replaceSettings(
  settings: Settings,
  given: string | undefined,
  next: (present: SettingsData) => SettingsData,
): Promise<void> {
  if (given === undefined)
    throw new HttpProblem(428, 'Give the ETag of the settings that you have changed as If-Match.');
  const revision = given.trim() === '*' ? undefined : given.trim().replace(/^(?:W\/)?"(.*)"$/, '$1');
  try {
    await settings.replace(next, revision);
  } catch (error) {
    if (error instanceof SettingsChanged)
      throw new HttpProblem(412, 'The settings have changed since; get them again.');
    if (error instanceof EditedMeanwhile) throw new HttpProblem(409, error.message);
    throw error;
  }
}

const shown = ({ users, tags }: SettingsData): SettingsJson => ({ users: users.map(({ name }) => ({ name })), tags });

/** @throws HttpProblem 400 for a new user without a password */
function merged(before: SettingsData, { users, tags }: SettingsBody): SettingsData {
  const { users: present } = before;
  const known = new Map(present.map(({ name, password }) => [name, password]));
  return {
    ...before,
    users: users.map(({ name, password = known.get(name) }, at) => {
      if (password !== undefined) return { name, password };
      const field = `users.${at}.password`;
      throw new HttpProblem(400, `${field}: ${JSON.stringify(name)} is new and needs a password.`, {
        errors: [{ field, message: 'a password for a new user' }],
      });
    }),
    tags,
  };
}
