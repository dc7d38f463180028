import { isIP } from 'node:net';
import { z } from 'zod';
import { isDomain } from '../config/names.js';
import { timeout, whole } from '../config/units.js';
import {
  MAX_DKIM_KEYS,
  MAX_KEY,
  MAX_PATTERN,
  MAX_PATTERNS,
  MAX_QUERY,
  MAX_RELAY_RULES,
  MAX_RELAYS,
} from './relay-limits.js';
import { searchText, text, userPassword } from './texts.js';

/** What is not sent through a named relay, but to the receiving domain's own servers. */
export const BY_MX = 'mx';

const nameOf = (what: string) =>
  text(/^[A-Za-z0-9][\w .-]{0,59}$/, `${what}: letters, digits, blanks, dots and dashes, at most 60`);
const address = text(
  /^[^\s<>@\p{Cc}]{1,64}@[^\s<>@\p{Cc}]{1,255}$/u,
  'an address such as ann@example.org, without a name and angle brackets',
);
const pattern = text(
  new RegExp(`^(?=[^\\s<>\\p{Cc}]{1,${MAX_PATTERN}}$)(?:\\*|[^@]+@[^@]+)$`, 'u'),
  'an address where * stands for anything, such as *@example.org, or just *',
);
const patterns = z.array(pattern, 'a list of addresses').max(MAX_PATTERNS, `at most ${MAX_PATTERNS} addresses`);
const host = z
  .string('a host name or an address')
  .refine((value) => isIP(value) !== 0 || isDomain(value), 'a host name such as smtp.example.org, or an IP address');
const port = whole(1, 65_535);
const secret = userPassword;

/** How a relay is logged in to. Passwords and tokens go in and never come out. */
const authSchema = z.strictObject(
  {
    method: z.enum(['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'], 'PLAIN, LOGIN, CRAM-MD5 or XOAUTH2').default('PLAIN'),
    user: text(/^\P{Cc}{1,255}$/u, 'a user name'),
    /** Of XOAUTH2 the access token. */
    password: secret,
  },
  'a login such as { "user": "ann", "password": "secret" }',
);

export const relaySchema = z.strictObject(
  {
    name: nameOf('a name for the relay').refine((value) => value !== BY_MX, 'a name other than mx'),
    host,
    port: port.default(587),
    /**
     * `starttls`: upgraded, or nothing is sent; `tls`: from the first byte; `opportunistic`: upgraded where the server
     * can, without a look at the certificate; `none`: in clear.
     */
    tls: z
      .enum(['starttls', 'tls', 'opportunistic', 'none'], 'starttls, tls, opportunistic or none')
      .default('starttls'),
    verify: z.boolean('true or false').default(true),
    auth: authSchema.optional(),
  },
  'a relay such as { "name": "out", "host": "smtp.example.org" }',
);

const template = text(
  /^(?:[^\s<>@{}\p{Cc}]|\{(?:local|domain|original)\}){1,200}@[^\s<>@{}\p{Cc}]{1,255}$/u,
  'an address such as me+{original}@example.org; {local}, {domain} and {original} are parts of the first address',
);

export const relayRuleSchema = z
  .strictObject(
    {
      name: nameOf('a name for the rule'),
      enabled: z.boolean('true or false').default(true),
      /** Recipients it is for; compulsory. */
      to: patterns.min(1, 'at least one address; * for all of them'),
      /** Reverse-paths it is for; without it, all. */
      from: patterns.optional(),
      /** A search that the message must match: headers, tags, text … */
      query: searchText(MAX_QUERY).optional(),
      /** `send`: to the recipient; `hold`: keep here, whatever later rules say; `copy`: to `copyTo`, and go on. */
      action: z.enum(['send', 'hold', 'copy'], 'send, hold or copy').default('send'),
      /** A relay's name, or `mx`. */
      via: nameOf('the name of a relay, or mx').default(BY_MX),
      /** Sends to this address instead; `{original}` is the first one with = for @. */
      rewriteTo: template.optional(),
      /** Sends to the same local part at this domain instead. */
      rewriteDomain: z.string('a domain').refine(isDomain, 'a domain such as example.org').optional(),
      copyTo: z.array(address, 'a list of addresses').min(1).max(100, 'at most 100 addresses').optional(),
      /** Reverse-path instead of that of the message; `""` is the null reverse-path. */
      reversePath: z.union([z.literal(''), address]).optional(),
      /** From header instead of that of the message. */
      headerFrom: text(/^[^\p{Cc}]{1,500}$/u, 'a From header, such as Shop <shop@example.org>').optional(),
      /** False: the message is deleted here when all of it has been delivered. */
      keep: z.boolean('true or false').default(true),
      /** Recipients that may be sent to in a time; what is more is held. */
      limit: z
        .strictObject(
          { recipients: whole(1, 1_000_000), per: timeout.refine((ms) => ms >= 1000, 'a time of at least 1s') },
          'a limit such as { "recipients": 100, "per": "1h" }',
        )
        .optional(),
    },
    'a rule such as { "name": "all to me", "to": ["*"], "rewriteTo": "me+{original}@example.org" }',
  )
  .superRefine((rule, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (rule.action === 'copy' && !rule.copyTo) issue('copyTo', 'an address, since the action is copy');
    if (rule.action !== 'copy' && rule.copyTo) issue('copyTo', 'nothing, unless the action is copy');
    if (rule.rewriteTo && rule.rewriteDomain) issue('rewriteDomain', 'nothing, since there is rewriteTo');
  })
  .meta({ id: 'RelayRule' });

const dkimSchema = z.strictObject(
  {
    domain: z.string('a domain').refine(isDomain, 'a domain such as example.org'),
    selector: z.string('a selector').refine(isDomain, 'a selector such as 2025'),
    privateKey: z
      .string('a private key')
      .max(MAX_KEY, `at most ${MAX_KEY} characters`)
      .regex(
        /^-----BEGIN (?:RSA )?PRIVATE KEY-----[\s\S]+-----END (?:RSA )?PRIVATE KEY-----\s*$/,
        'a private key in PEM',
      ),
  },
  'a key such as { "domain": "example.org", "selector": "2025", "privateKey": "-----BEGIN …" }',
);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const queueSchema = z.strictObject(
  {
    /** Before the second attempt; each further one waits twice as long. */
    retryAfter: timeout.refine((ms) => ms >= 100, 'a time of at least 100ms').default(MINUTE),
    retryAtMost: timeout.refine((ms) => ms >= 100, 'a time of at least 100ms').default(HOUR),
    /** What was not delivered by then is given up. */
    expireAfter: timeout.refine((ms) => ms >= 1000, 'a time of at least 1s').default(48 * HOUR),
    /** Whoever wants to know (NOTIFY=DELAY) is told that it takes long. */
    delayAfter: timeout.default(4 * HOUR),
    /** Connections at one time, in all and to one destination. */
    connections: whole(1, 500).default(20),
    perDestination: whole(1, 100).default(5),
  },
  'an object with keys such as retryAfter',
);

/** Everything that lets mail out; as it comes, nothing does. */
export const relaySettingsSchema = z
  .strictObject(
    {
      /** Off: nothing new leaves, whatever else is set. What is in the queue waits. */
      enabled: z.boolean('true or false').default(false),
      /** Who may be sent to at all. `*` is good for what a person releases, and never for a rule. */
      allow: patterns.default([]),
      /** Who may not, whatever `allow` says. */
      deny: patterns.default([]),
      relays: z.array(relaySchema, 'a list of relays').max(MAX_RELAYS, `at most ${MAX_RELAYS} relays`).default([]),
      /** Through what a release goes that names nothing: a relay's name, or `mx`. */
      via: nameOf('the name of a relay, or mx').default(BY_MX),
      /** Port of receiving servers that are found by MX; another than 25 is for trials. */
      mxPort: port.default(25),
      rules: z
        .array(relayRuleSchema, 'a list of rules')
        .max(MAX_RELAY_RULES, `at most ${MAX_RELAY_RULES} rules`)
        .default([]),
      dkim: z.array(dkimSchema, 'a list of keys').max(MAX_DKIM_KEYS, `at most ${MAX_DKIM_KEYS} keys`).default([]),
      queue: queueSchema.prefault({}),
    },
    'an object with keys such as enabled, allow and relays',
  )
  .superRefine(namesFit);

/** Relays and rules have names of their own, and whatever names a relay names one that is there. */
export function namesFit(
  settings: {
    readonly via: string;
    readonly relays: readonly { readonly name: string }[];
    readonly rules: readonly { readonly name: string; readonly via: string }[];
  },
  context: z.RefinementCtx,
): void {
  const known = new Set([BY_MX, ...settings.relays.map(({ name }) => name)]);
  const there = `the name of a relay that is there, or ${BY_MX}`;
  const missing = (path: PropertyKey[], input: string) =>
    context.addIssue({ code: 'custom', path, message: there, input });
  if (!known.has(settings.via)) missing(['via'], settings.via);
  for (const [at, { via }] of settings.rules.entries()) if (!known.has(via)) missing(['rules', at, 'via'], via);
  for (const list of ['relays', 'rules'] as const) {
    const seen = new Set<string>();
    for (const [at, { name }] of settings[list].entries()) {
      if (seen.has(name)) {
        const message = 'a name that no other one has';
        context.addIssue({ code: 'custom', path: [list, at, 'name'], message, input: name });
      }
      seen.add(name);
    }
  }
}

export type RelaySettings = z.output<typeof relaySettingsSchema>;
export type RelayRule = z.output<typeof relayRuleSchema>;
export type NamedRelay = z.output<typeof relaySchema>;
export type DkimKey = z.output<typeof dkimSchema>;

/** What holds when nothing is set: nothing leaves. */
export const NO_RELAY: RelaySettings = relaySettingsSchema.parse({});
