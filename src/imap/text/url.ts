/** A message, or a piece of one, as an IMAP URL names it (RFC 5092; URLAUTH: RFC 4467). */
export interface ImapUrl {
  /** Null in a URL that is relative to the server. */
  readonly user: string | null;
  /** Without its port. */
  readonly host: string | null;
  /** Null in a URL that is relative to the selected mailbox. */
  readonly mailbox: string | null;
  readonly uidValidity: number | null;
  readonly uid: number;
  /** As between the brackets of `BODY[…]`; `""` for the whole message. Octets. */
  readonly section: string;
  readonly partial: { readonly offset: number; readonly length: number } | null;
  /** Milliseconds since the epoch; null when it does not expire. */
  readonly expire: number | null;
  readonly auth: UrlAuth | null;
  /** What the token vouches for: the URL up to and with the access identifier. */
  readonly rump: string;
}

export interface UrlAuth {
  /** `submit+user`, `user+user`, `authuser` or `anonymous`. */
  readonly access: string;
  /** Null in a URL that has no token yet. */
  readonly mechanism: string | null;
  readonly token: string | null;
}

/** Characters of a URL: a long mailbox name with each octet written as `%xx`. */
const MAX_LENGTH = 8000;

const URL_FORM = new RegExp(
  [
    /^(?:imap:\/\/(?:([^@/;]*)(?:;AUTH=[^@/]*)?@)?([^/@:]*)(?::\d*)?)?/,
    /\/?([^;]*?)(?:;UIDVALIDITY=(\d{1,10}))?\/?;UID=(\d{1,10})/,
    /(?:\/;SECTION=([^;]*?))?(?:\/;PARTIAL=(\d{1,10})(?:\.(\d{1,10}))?)?/,
    /(?:;EXPIRE=([0-9TZ:.+-]{1,40}))?(?:;URLAUTH=([\w+.%@~-]+)(?::([\w.-]+):([0-9a-f]{32,128}))?)?$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'i',
);

/** Reads an IMAP URL of a message; null for anything else. */
export function parseImapUrl(text: string): ImapUrl | null {
  if (text.length > MAX_LENGTH) return null;
  const match = URL_FORM.exec(text);
  if (!match) return null;
  const [, user, host, mailbox, uidValidity, uid, section, offset, length, expire, access, mechanism, token] = match;
  const expires = expire === undefined ? null : Date.parse(expire);
  if (Number.isNaN(expires)) return null;
  return {
    user: user === undefined ? null : text8(user),
    host: host === undefined || host === '' ? null : host,
    mailbox: mailbox === '' || mailbox === undefined ? null : text8(mailbox),
    uidValidity: uidValidity === undefined ? null : Number(uidValidity),
    uid: Number(uid),
    section: octets(section ?? ''),
    partial:
      offset === undefined ? null : { offset: Number(offset), length: Number(length ?? Number.POSITIVE_INFINITY) },
    expire: expires,
    auth: access === undefined ? null : { access, mechanism: mechanism ?? null, token: token?.toLowerCase() ?? null },
    rump: mechanism === undefined ? text : text.slice(0, text.lastIndexOf(`:${mechanism}:`)),
  };
}

/** Octets with `%xx` undone. */
function octets(escaped: string): string {
  return escaped.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** … which are UTF-8. */
function text8(escaped: string): string {
  return Buffer.from(octets(escaped), 'latin1').toString('utf8');
}
