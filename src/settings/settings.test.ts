import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../config/error.js';
import { MAX_FILE } from './limits.js';
import { EditedMeanwhile, Settings, SettingsChanged, type SettingsData } from './settings.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restante-settings-'));
  file = join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

const ANN = { name: 'ann', password: 'secret' };
const with_ = (change: Partial<SettingsData>) => (present: SettingsData) => ({ ...present, ...change });

describe('settings.json', () => {
  it('need not be there, and is not made before something is set', async () => {
    const settings = await Settings.open(folder);
    expect(settings.data).toEqual({ users: [], tags: [] });
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps what is set, readable for people and for nobody else', async () => {
    const settings = await Settings.open(folder);
    const tags = [{ query: 'subject:invoice', tags: ['billing'] }];
    await settings.replace(with_({ users: [ANN] }));
    await settings.replace(with_({ tags }));
    expect((await Settings.open(folder)).data).toEqual({ users: [ANN], tags });
    expect(await readFile(file, 'utf8')).toMatch(/^\{\n {2}"users": \[\n/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('is taken as people write it: parts, and a byte order mark', async () => {
    await writeFile(file, '\uFEFF{ "tags": [{ "query": "from:shop", "tags": [" shop "] }] }\r\n');
    expect((await Settings.open(folder)).data).toEqual({ users: [], tags: [{ query: 'from:shop', tags: ['shop'] }] });
  });

  it.each([
    [
      '',
      /settings\.json is not valid JSON: see line 1, column 1 \(the text ends too early\); mend it, or move it away$/,
    ],
    ['{"users": [],\n}', /line 1, column 13 \(a comma too many\); mend it/],
    ['{ // mine\n}', /line 1, column 3 \(JSON has no comments\); mend it/],
    [
      '{"users": [{"name": "ann", "password": "hush"}], "users": []}',
      /line 1, column 50 \("users" is there twice\); mend it/,
    ],
    ['{"users": [}', /settings\.json is not valid JSON: see line 1, column 12 \(a value belongs here\); mend it/],
    ['[]', /^The whole in \S+settings\.json is \[\]; expected an object with keys such as users, tags and relay$/],
    ['{"user": []}', /^Unknown key user in \S+; did you mean users\?$/],
    ['{"users": "ann"}', /^users in \S+ is \(a secret, not shown\); expected a list of users$/],
    [
      '{"users": [{"name": "ann"}]}',
      /^users\.0\.password in \S+ is missing; expected a password of 1 to 1024 characters$/,
    ],
    ['{"users": [{"name": "ann", "pasword": "hush"}]}', /^users\.0\.password in \S+ is missing/],
    ['{"users": [{"name": "ann", "password": "x", "rol": 1}]}', /^Unknown key users\.0\.rol in \S+; take it out/],
    [
      '{"users": [{"name": "ann", "password": ""}]}',
      /^users\.0\.password in \S+ is \(a secret, not shown\); expected a password/,
    ],
    [
      '{"users": [{"name": "a:b", "password": "x"}]}',
      /^users\.0\.name in \S+ is "a:b"; expected a name of 1 to 255 characters without a colon$/,
    ],
    [
      '{"users": [{"name": "ann", "password": "x"}, {"name": "ANN", "password": "y"}]}',
      /^users\.1\.name in \S+ is "ANN"; expected a name that users\.0 does not have too$/,
    ],
    [
      '{"tags": [{"query": "size:large", "tags": ["x"]}]}',
      /^tags\.0\.query in \S+ is "size:large"; expected a search; /,
    ],
    ['{"tags": [{"query": "a", "tags": []}]}', /^tags\.0\.tags in \S+ is \[\]; expected at least one tag$/],
    ['{"tags": [{"query": "a", "tags": ["  "]}]}', /^tags\.0\.tags\.0 in \S+ is " {2}"; expected a tag$/],
    [
      `{"tags": [${'{"query": "a", "tags": ["x"]},'.repeat(200)}{"query": "a", "tags": ["x"]}]}`,
      /^tags in \S+ is \S+…?.*; expected at most 200 rules$/,
    ],
    ['x'.repeat(MAX_FILE + 1), /^\S+ has more than 4194304 bytes; shorten it$/],
  ])('%.70s stops the start with one line', async (text, line) => {
    await writeFile(file, text);
    const error = await Settings.open(folder).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigError);
    const { message } = error as ConfigError;
    expect(message).toMatch(line);
    expect(message).not.toMatch(/\n|hush/);
    expect(await readFile(file, 'utf8'), 'it is left as it was').toBe(text);
  });

  it('that is no file stops the start with one line', async () => {
    await mkdir(file);
    await expect(Settings.open(folder)).rejects.toThrow(/^\S+settings\.json is a directory; expected a file of JSON/);
  });

  it('that was edited meanwhile is not written over', async () => {
    const settings = await Settings.open(folder);
    await settings.replace(with_({ users: [ANN] }));
    const edited = '{ "users": [] }';
    await writeFile(file, edited);
    await expect(settings.replace(with_({ tags: [] }))).rejects.toThrow(EditedMeanwhile);
    expect(await readFile(file, 'utf8')).toBe(edited);
    expect(settings.data.users).toEqual([ANN]);
    expect((await Settings.open(folder)).data.users).toEqual([]);
  });

  it('that cannot be written leaves everything as it was, and works later', async () => {
    const settings = await Settings.open(folder);
    const { revision } = settings;
    await rm(folder, { recursive: true });
    await expect(settings.replace(with_({ users: [ANN] }))).rejects.toMatchObject({ code: 'store-unavailable' });
    expect({ revision: settings.revision, ...settings.data }).toEqual({ revision, users: [], tags: [] });
    await mkdir(folder);
    await settings.replace(with_({ users: [ANN] }), revision);
    expect((await Settings.open(folder)).data.users).toEqual([ANN]);
  });
});

describe('a change', () => {
  it('of another state than the present one is refused', async () => {
    const settings = await Settings.open(null);
    const { revision } = settings;
    await settings.replace(with_({ users: [ANN] }), revision);
    await expect(settings.replace(with_({ users: [] }), revision)).rejects.toThrow(SettingsChanged);
    expect(settings.data.users).toEqual([ANN]);
    expect((await Settings.open(null)).revision).not.toBe(revision);
  });

  it('comes after the one before it: of many with one revision, one is made', async () => {
    const settings = await Settings.open(folder);
    const { revision } = settings;
    const names = Array.from({ length: 10 }, (_, at) => `user${at}`);
    const results = await Promise.allSettled(
      names.map((name) =>
        settings.replace(({ users, tags }) => ({ users: [...users, { name, password: 'x' }], tags }), revision),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await Promise.all(
      names.map((name) =>
        settings.replace(({ users, tags }) => ({ users: [...users, { name, password: 'x' }], tags })),
      ),
    );
    expect(settings.data.users).toHaveLength(11);
  });

  it('is told to who follows, with the present state first', async () => {
    const settings = await Settings.open(null);
    const told: number[] = [];
    settings.follow(({ users }) => told.push(users.length));
    await settings.replace(with_({ users: [ANN] }));
    await expect(
      settings.replace(() => {
        throw new RangeError('no');
      }),
    ).rejects.toThrow(RangeError);
    expect(told).toEqual([0, 1]);
  });
});
