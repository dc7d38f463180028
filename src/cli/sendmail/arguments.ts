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
const WITH_VALUE = 'BCdDefFhLMNopRrSVXqO';
/** Of these the value may only follow at once. */
const ATTACHED_ONLY = 'odq';
/** Accepted since callers give them, without an effect here: queue, delivery and DSN options of the real one. */
const IGNORED = 'AGmnUB' + 'CdDehLMNopRVXqO';

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
