import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isDomain, isServer } from './names.js';
import { duration, size, timeout, truth, whole } from './units.js';

/** What the command line, the environment and the documentation need to know of an option. */
export interface OptionMeta {
  /** Flag without its dashes; the environment variable is `RESTANTE_` + this in upper snake case. */
  flag: string;
  /** Placeholder in help, e.g. `PORT`; none for a switch. */
  value?: string;
  /** Heading in help and documentation. */
  group: 'Addresses' | 'Capture' | 'Storage' | 'Access' | 'Page' | 'Relay' | 'Running';
  /** The flag may be repeated; in the environment the values are separated by commas. */
  list?: boolean;
  /** Not written to logs or the documentation's examples. */
  secret?: boolean;
}

const option = <T extends z.ZodType>(schema: T, description: string, meta: OptionMeta): T =>
  schema.meta({ description, ...meta }) as T;

/** A port, or `off`. */
const optionalPort = z.union([z.literal('off'), whole(0, 65_535)], { error: 'a port from 0 to 65535, or off' });
const list = z.array(z.string().min(1));
const addressOrNetwork = z
  .string()
  .refine(
    (text) => text === '*' || (text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text)),
    'an IP address, a network such as 10.0.0.0/8, or *',
  );

const localDomain = z
  .string()
  .refine(
    (text) => text === '*' || text === 'none' || isDomain(text.replace(/^\*\./, '')),
    'a domain such as example.org or *.example.org, * for all, or none',
  );
const dnsServer = z
  .string()
  .refine(
    (text) => text === 'system' || isServer(text),
    'an address with or without a port, such as 127.0.0.1:5353, or system',
  );

/**
 * Every option of Restante: the one source of flags, environment variables, the config file, defaults and
 * `docs/configuration.md`.
 */
export const configSchema = z.strictObject({
  host: option(z.string().min(1).default('127.0.0.1'), 'Address to listen on; in a container the image sets 0.0.0.0', {
    flag: 'host',
    value: 'ADDRESS',
    group: 'Addresses',
  }),
  name: option(
    z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'a host name without spaces')
      .default('restante.local'),
    'Host name in the SMTP greeting and the self-made certificate',
    { flag: 'name', value: 'HOSTNAME', group: 'Addresses' },
  ),
  smtp: z
    .strictObject({
      port: option(optionalPort.default(1025), 'SMTP port, with STARTTLS; 0 takes any free port, `off` none', {
        flag: 'smtp-port',
        value: 'PORT',
        group: 'Addresses',
      }),
      tlsPort: option(optionalPort.default('off'), 'SMTP port with TLS from the first byte', {
        flag: 'smtps-port',
        value: 'PORT',
        group: 'Addresses',
      }),
      maxMessageSize: option(size.default(50 * 1024 * 1024), 'Largest message; a larger one gets 552 5.3.4', {
        flag: 'max-message-size',
        value: 'SIZE',
        group: 'Capture',
      }),
      maxRecipients: option(
        whole(1, 100_000).default(10_000),
        'Recipients of one message; the next one gets 452 4.5.3',
        { flag: 'max-recipients', value: 'N', group: 'Capture' },
      ),
      maxConnections: option(whole(1).default(1000), 'SMTP connections at one time; the next one gets 421', {
        flag: 'smtp-max-connections',
        value: 'N',
        group: 'Capture',
      }),
      idleTimeout: option(timeout.default(300_000), 'Closes an SMTP connection that is silent for so long', {
        flag: 'smtp-idle-timeout',
        value: 'TIME',
        group: 'Capture',
      }),
      authRequired: option(truth.default(false), 'Refuses mail before AUTH', {
        flag: 'smtp-auth-required',
        group: 'Access',
      }),
    })
    .prefault({}),
  imap: z
    .strictObject({
      port: option(optionalPort.default(1143), 'IMAP port, with STARTTLS; 0 takes any free port, `off` none', {
        flag: 'imap-port',
        value: 'PORT',
        group: 'Addresses',
      }),
      tlsPort: option(optionalPort.default('off'), 'IMAP port with TLS from the first byte', {
        flag: 'imaps-port',
        value: 'PORT',
        group: 'Addresses',
      }),
      maxConnections: option(whole(1).default(2000), 'IMAP connections at one time; the next one gets BYE', {
        flag: 'imap-max-connections',
        value: 'N',
        group: 'Access',
      }),
      idleTimeout: option(
        timeout.default(1_860_000),
        'Closes an IMAP connection that is silent for so long (RFC 9051 asks for at least 30 minutes)',
        { flag: 'imap-idle-timeout', value: 'TIME', group: 'Access' },
      ),
      tlsRequired: option(truth.default(false), 'Refuses IMAP logins before STARTTLS', {
        flag: 'imap-tls-required',
        group: 'Access',
      }),
    })
    .prefault({}),
  pop3: z
    .strictObject({
      port: option(optionalPort.default(1110), 'POP3 port, with STLS; 0 takes any free port, `off` none', {
        flag: 'pop3-port',
        value: 'PORT',
        group: 'Addresses',
      }),
      tlsPort: option(optionalPort.default('off'), 'POP3 port with TLS from the first byte', {
        flag: 'pop3s-port',
        value: 'PORT',
        group: 'Addresses',
      }),
      maxConnections: option(whole(1).default(1000), 'POP3 connections at one time; the next one gets -ERR', {
        flag: 'pop3-max-connections',
        value: 'N',
        group: 'Access',
      }),
      idleTimeout: option(
        timeout.default(600_000),
        'Closes a POP3 connection that is silent for so long (RFC 1939 asks for at least 10 minutes)',
        { flag: 'pop3-idle-timeout', value: 'TIME', group: 'Access' },
      ),
      tlsRequired: option(truth.default(false), 'Refuses POP3 logins before STLS', {
        flag: 'pop3-tls-required',
        group: 'Access',
      }),
    })
    .prefault({}),
  maxConnectionsPerIp: option(
    whole(0).default(0),
    'SMTP, POP3 or IMAP connections (of each) from one address at one time (0: no bound)',
    { flag: 'max-connections-per-ip', value: 'N', group: 'Access' },
  ),
  proxyProtocol: option(
    z.array(addressOrNetwork).default([]),
    'Address or network of a proxy before the SMTP, POP3 and IMAP ports; its connections begin with a PROXY header',
    { flag: 'proxy-protocol', value: 'FROM', group: 'Access', list: true },
  ),
  http: z
    .strictObject({
      port: option(optionalPort.default(8025), 'Port of the page and the REST API', {
        flag: 'http-port',
        value: 'PORT',
        group: 'Addresses',
      }),
      basePath: option(
        z
          .string()
          .regex(/^\/(?:[\w.~-]+\/?)*$/, 'a path such as /mail')
          .default('/')
          .transform((path) => (path.endsWith('/') ? path : `${path}/`)),
        'Path under which a reverse proxy shows Restante',
        { flag: 'base-path', value: 'PATH', group: 'Page' },
      ),
      allowedHosts: option(
        list.default([]),
        'Further names that the page may be called by (loopback names and IP addresses always work)',
        { flag: 'allowed-host', value: 'NAME', group: 'Access', list: true },
      ),
      corsOrigins: option(
        list.default([]),
        'Origins of other pages that may use the REST API, e.g. https://app.example',
        { flag: 'cors-origin', value: 'ORIGIN', group: 'Access', list: true },
      ),
      auth: option(
        z
          .string()
          .regex(/^[^:]+:.+$/, 'a user and a password as user:password')
          .optional(),
        'Asks for this user and password on every route but health',
        { flag: 'http-auth', value: 'USER:PASSWORD', group: 'Access', secret: true },
      ),
      token: option(
        z.string().min(8, 'a token of at least 8 characters').optional(),
        'Asks for this bearer token on every route but health',
        {
          flag: 'http-token',
          value: 'TOKEN',
          group: 'Access',
          secret: true,
        },
      ),
      compat: option(
        z.enum(['auto', 'mailpit', 'mailhog', 'maildev', 'off']).default('auto'),
        'Whose API answers where those of Mailpit, MailHog and MailDev clash; `auto` tells by the request, `off` serves none of them',
        { flag: 'compat', value: 'auto|mailpit|mailhog|maildev|off', group: 'Running' },
      ),
      label: option(
        z.string().max(60, 'a text of at most 60 characters').default(''),
        'A name for this instance, shown on the page',
        {
          flag: 'label',
          value: 'TEXT',
          group: 'Page',
        },
      ),
    })
    .prefault({}),
  tls: z
    .strictObject({
      cert: option(z.string().optional(), 'Certificate file (PEM); without it a self-made one is used', {
        flag: 'tls-cert',
        value: 'FILE',
        group: 'Access',
      }),
      key: option(z.string().optional(), 'Key file (PEM) of the certificate', {
        flag: 'tls-key',
        value: 'FILE',
        group: 'Access',
        secret: true,
      }),
    })
    .prefault({}),
  auth: z
    .strictObject({
      users: option(
        z.array(z.string().regex(/^[^:]+:.+$/, 'a name and a password as name:password')).default([]),
        'A user that may log in; without any, every name and password does',
        { flag: 'user', value: 'NAME:PASSWORD', group: 'Access', list: true, secret: true },
      ),
      inboxes: option(truth.default(true), 'Delivers mail sent with SMTP AUTH also to the account of that user name', {
        flag: 'auth-inboxes',
        group: 'Access',
      }),
    })
    .prefault({}),
  accounts: z
    .strictObject({
      catchAll: option(z.string().min(1).default('catchall'), 'Account that holds every message', {
        flag: 'catch-all',
        value: 'NAME',
        group: 'Storage',
      }),
      plus: option(
        z.enum(['own', 'base']).default('own'),
        'Account of user+tag@domain: its `own`, or that of the `base` address',
        { flag: 'plus-addressing', value: 'own|base', group: 'Storage' },
      ),
    })
    .prefault({}),
  tags: z
    .strictObject({
      by: option(
        z.array(z.enum(['x-tags', 'plus', 'user', 'none'])).default(['x-tags', 'plus']),
        'What tags arriving mail: its X-Tags header (`x-tags`), what follows a plus in a recipient (`plus`: ann+red@…), the name logged in with (`user`); or `none`',
        { flag: 'tag-by', value: 'x-tags|plus|user|none', group: 'Storage', list: true },
      ),
    })
    .prefault({}),
  dataDir: option(
    z.string().min(1).optional(),
    'Folder that keeps everything, also over a crash and a power cut; without it messages are in memory only',
    { flag: 'data-dir', value: 'DIR', group: 'Storage' },
  ),
  store: z
    .strictObject({
      url: option(
        z
          .string()
          .regex(/^postgres(ql)?:\/\/\S+$/, 'a URL such as postgres://user:password@host/database')
          .refine((text) => URL.canParse(text), 'a URL such as postgres://user:password@host/database')
          .optional(),
        'PostgreSQL database that keeps everything, for any number of Restantes together, as postgres://user:password@host/database; `?schema=` names another schema than `restante`',
        { flag: 'store', value: 'URL', group: 'Storage', secret: true },
      ),
      maxMessages: option(whole(0).default(5000), 'Messages kept; the oldest go first (0: no bound)', {
        flag: 'max-messages',
        value: 'N',
        group: 'Storage',
      }),
      maxBytes: option(size.default(1024 ** 3), 'Bytes kept; the oldest go first (0: no bound)', {
        flag: 'max-bytes',
        value: 'SIZE',
        group: 'Storage',
      }),
      maxAge: option(duration.default(0), 'Messages older than this go (0: never)', {
        flag: 'max-age',
        value: 'TIME',
        group: 'Storage',
      }),
    })
    .prefault({}),
  relay: z
    .strictObject({
      localDomains: option(
        z.array(localDomain).min(1, 'at least one domain, or none').default(['*']),
        'Domain whose mail is kept here and never leaves by a rule: `example.org`, `*.example.org`, `*` for all, `none`',
        { flag: 'local-domains', value: 'DOMAIN', group: 'Relay', list: true },
      ),
      dns: option(
        z.array(dnsServer).default([]),
        'DNS server (`system`: those of the machine) that also tells where mail would go; without it, names are looked up only for mail that was let out',
        { flag: 'dns', value: 'ADDRESS[:PORT]', group: 'Relay', list: true },
      ),
    })
    .prefault({}),
  log: z
    .strictObject({
      format: option(z.enum(['text', 'json']).default('text'), 'Log lines for people or for machines', {
        flag: 'log-format',
        value: 'text|json',
        group: 'Running',
      }),
      level: option(
        z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
        'How much is logged: silent, error, warn, info or debug',
        {
          flag: 'log-level',
          value: 'LEVEL',
          group: 'Running',
        },
      ),
    })
    .prefault({}),
  shutdownTimeout: option(timeout.default(10_000), 'Sessions in flight may finish for so long at a stop', {
    flag: 'shutdown-timeout',
    value: 'TIME',
    group: 'Running',
  }),
});

/** A complete, checked configuration. */
export type Config = z.output<typeof configSchema>;
/** What callers may give: every field optional. */
export type ConfigInput = z.input<typeof configSchema>;
