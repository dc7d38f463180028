import { EX, SendmailError } from './exit-codes.js';

/** What `sendmail` was told on its command line. */
export interface SendmailArguments {
  /** `-bm` (deliver, the default) or `-bs` (speak SMTP on stdin and stdout). */
  mode: 'deliver' | 'smtp';
  /** `-t`: recipients from the header too. */
  headerRecipients: boolean;
  /** `-i`, `-oi`: a line with only a dot is part of the message. */
  ignoreDots: boolean;
  /** `-f`, `-r`. `""` is the null reverse-path. */
  sender: string | undefined;
  /** `-F`: the sender's full name. */
  fullName: string | undefined;
  verbose: boolean;
  /** `-S`. */
  server: string | undefined;
  recipients: string[];
}

/** Flags whose value follows, at once or as the next word. */
const WITH_VALUE = 'aBCdDefFhLMNopRrSVXqO';
/** Of these the value may only follow at once. */
const ATTACHED_ONLY = 'deoq';
/** Accepted since callers give them, without an effect here: queue, delivery and DSN options of the real one, msmtp's. */
const IGNORED = 'AGmnsUB' + 'aCdDehLMNopRVXqO';

/** Long flags of msmtp, Mailpit's and MailHog's sendmail (`--from=ann@example.org`, `--from ann@example.org`). */
const LONG: Readonly<Record<string, (told: SendmailArguments, value: string) => void>> = {
  from: (told, value) => apply(told, 'f', value),
  'smtp-addr': (told, value) => apply(told, 'S', value),
  host: (told, value) => withServer(told, { host: value }),
  port: (told, value) => withServer(told, { port: value }),
  'smtp-ip': (told, value) => withServer(told, { host: value }),
  'smtp-port': (told, value) => withServer(told, { port: value }),
};
const LONG_SWITCHES: Readonly<Record<string, string>> = { 'read-recipients': 't', debug: 'v', verbose: 'v' };
/** … without an effect here: TLS, logins and files of an account that is none of ours. */
const LONG_IGNORED =
  /^(?:account|auth|domain|dsn-notify|dsn-return|file|logfile|protocol|syslog|timeout|tls(?:-\w+)*|passwordeval|user|proxy-host|proxy-port|set-\w+-header|undisclosed-recipients|read-envelope-from)(?:=|$)/;

/**
 * Reads sendmail's command line (getopt style: `-ti`, `-fann@example.org`, `--` ends the flags).
 * @throws SendmailError with EX_USAGE
 */
export function readArguments(argv: readonly string[]): SendmailArguments {
  const told: SendmailArguments = {
    mode: 'deliver',
    headerRecipients: false,
    ignoreDots: false,
    sender: undefined,
    fullName: undefined,
    verbose: false,
    server: undefined,
    recipients: [],
  };
  let index = 0;
  for (; index < argv.length; index++) {
    const word = argv[index] as string;
    if (word === '--') {
      index += 1;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    if (word.startsWith('--')) {
      index += applyLong(told, word.slice(2), argv[index + 1]);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const flag = word[at] as string;
      let value = '';
      if (flag === 'b' || WITH_VALUE.includes(flag)) {
        value = word.slice(at + 1);
        at = word.length;
        if (value === '' && flag !== 'b' && !ATTACHED_ONLY.includes(flag)) {
          index += 1;
          if (index >= argv.length) throw new SendmailError(EX.USAGE, `-${flag} needs a value`);
          value = argv[index] as string;
        }
      }
      apply(told, flag, value);
    }
  }
  told.recipients = argv
    .slice(index)
    .flatMap((word) => word.split(',').map((address) => address.trim()))
    .filter(Boolean);
  return told;
}

/** Returns how many words after it the flag has taken. */
function applyLong(told: SendmailArguments, word: string, next: string | undefined): number {
  const equals = word.indexOf('=');
  const name = equals === -1 ? word : word.slice(0, equals);
  const short = Object.hasOwn(LONG_SWITCHES, name) ? LONG_SWITCHES[name] : undefined;
  if (short) apply(told, short, '');
  if (short || LONG_IGNORED.test(word)) return 0;
  const take = Object.hasOwn(LONG, name) ? LONG[name] : undefined;
  if (!take) throw new SendmailError(EX.USAGE, `--${name} is not a flag of this sendmail`);
  const value = equals === -1 ? next : word.slice(equals + 1);
  if (value === undefined) throw new SendmailError(EX.USAGE, `--${name} needs a value`);
  take(told, value);
  return equals === -1 ? 1 : 0;
}

/** Host and port that are given apart. */
function withServer(told: SendmailArguments, change: { host?: string; port?: string }): void {
  const [, host = '127.0.0.1', port = '1025'] = /^(.*):(\d+)$/.exec(told.server ?? '') ?? [];
  told.server = `${change.host ?? host}:${change.port ?? port}`;
}

function apply(told: SendmailArguments, flag: string, value: string): void {
  switch (flag) {
    case 'b':
      if (value === 'm') told.mode = 'deliver';
      else if (value === 's') told.mode = 'smtp';
      else throw new SendmailError(EX.USAGE, `-b${value} is not a mode that this sendmail has; it has -bm and -bs`);
      return;
    case 't':
      told.headerRecipients = true;
      return;
    case 'i':
      told.ignoreDots = true;
      return;
    case 'o':
      if (value === 'i') told.ignoreDots = true;
      return;
    case 'f':
    case 'r':
      told.sender = value.replace(/^<(.*)>$/, '$1');
      return;
    case 'F':
      told.fullName = value;
      return;
    case 'v':
      told.verbose = true;
      return;
    case 'S':
      told.server = value;
      return;
    default:
      if (!IGNORED.includes(flag)) throw new SendmailError(EX.USAGE, `-${flag} is not a flag of this sendmail`);
  }
}
