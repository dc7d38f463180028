import { fold } from '../../lib/fold.js';
import { decodeCharset } from '../../message/decode.js';
import type { UidRange } from '../../store/types.js';
import { readSet, uidsOf } from '../session/numbers.js';
import type { Session } from '../session/session.js';
import { parseDay } from '../text/dates.js';
import type { Args } from '../wire/args.js';
import { BadCommand, Refused } from '../wire/errors.js';
import { isAscii, type Octets } from '../wire/octets.js';

/** A condition of SEARCH (RFC 9051 §6.4.4), ready to be asked of a message. Texts are folded. */
export type Key =
  | { readonly op: 'all' }
  | { readonly op: 'flag'; readonly flag: string; readonly set: boolean }
  /** RFC 3501: `new` is recent and not seen, `old` not recent. */
  | { readonly op: 'recent'; readonly is: boolean }
  | { readonly op: 'uids'; readonly uids: readonly UidRange[] }
  /** An empty text asks whether the field is there. */
  | { readonly op: 'header'; readonly name: string; readonly text: string }
  | { readonly op: 'body'; readonly text: string }
  /** Header or body. */
  | { readonly op: 'text'; readonly text: string }
  /** `from` inclusive, `to` exclusive, milliseconds since the epoch. `sent`: by the day that the Date field has. */
  | { readonly op: 'date'; readonly of: 'internal' | 'saved' | 'sent'; readonly from: number; readonly to: number }
  | { readonly op: 'size'; readonly above?: number; readonly below?: number }
  | { readonly op: 'modseq'; readonly least: number }
  | { readonly op: 'emailid'; readonly id: string }
  | { readonly op: 'none' }
  | { readonly op: 'not'; readonly key: Key }
  | { readonly op: 'and' | 'or'; readonly keys: readonly Key[] };

const DAY = 86_400_000;
const ALWAYS = Number.POSITIVE_INFINITY;
/** Conditions of one SEARCH. */
const MAX_KEYS = 2000;

const FLAGS: Readonly<Record<string, readonly [flag: string, set: boolean]>> = {
  ANSWERED: ['\\Answered', true],
  UNANSWERED: ['\\Answered', false],
  DELETED: ['\\Deleted', true],
  UNDELETED: ['\\Deleted', false],
  DRAFT: ['\\Draft', true],
  UNDRAFT: ['\\Draft', false],
  FLAGGED: ['\\Flagged', true],
  UNFLAGGED: ['\\Flagged', false],
  SEEN: ['\\Seen', true],
  UNSEEN: ['\\Seen', false],
};

const FIELDS = new Set(['BCC', 'CC', 'FROM', 'SUBJECT', 'TO']);

/** Days before, on and since: ` of` what date. */
const DATES: Readonly<Record<string, ['internal' | 'saved' | 'sent', 'BEFORE' | 'ON' | 'SINCE']>> = {
  BEFORE: ['internal', 'BEFORE'],
  ON: ['internal', 'ON'],
  SINCE: ['internal', 'SINCE'],
  SENTBEFORE: ['sent', 'BEFORE'],
  SENTON: ['sent', 'ON'],
  SENTSINCE: ['sent', 'SINCE'],
  SAVEDBEFORE: ['saved', 'BEFORE'],
  SAVEDON: ['saved', 'ON'],
  SAVEDSINCE: ['saved', 'SINCE'],
};

/** Reads the conditions of one SEARCH, SORT or THREAD. */
export class KeyReader {
  /** A condition about mod-sequences was among them (RFC 7162 §3.1.5). */
  usesModseq = false;
  #count = 0;

  constructor(
    private readonly args: Args,
    private readonly session: Session,
    /** Of the texts; null: UTF-8, which ASCII is too. */
    private readonly charset: string | null,
  ) {}

  /** Conditions up to the end of the command; all must hold. */
  all(): Key {
    const keys = [this.#key()];
    while (this.args.more()) keys.push(this.#key());
    return both(keys);
  }

  #key(): Key {
    const { args } = this;
    if (++this.#count > MAX_KEYS) throw new BadCommand(`SEARCH takes ${MAX_KEYS} conditions`, 'TOOBIG');
    if (args.peek() === '(') {
      const keys: Key[] = [];
      args.list(() => keys.push(this.#key()));
      return keys.length === 0 ? args.fail('a condition') : both(keys);
    }
    if (/[\d*$]/.test(args.peek()))
      return { op: 'uids', uids: uidsOf(this.session, readSet(args), false, { lenient: true }) };
    return this.#named(args.atom('a condition of SEARCH'));
  }

  #named(name: string): Key {
    const { args } = this;
    const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
    if (flag) return { op: 'flag', flag: flag[0], set: flag[1] };
    if (FIELDS.has(name)) return { op: 'header', name: name.toLowerCase(), text: this.#text() };
    const date = Object.hasOwn(DATES, name) ? DATES[name] : undefined;
    if (date) return dayKey(date[0], date[1], this.#day());
    switch (name) {
      case 'ALL':
      // RFC 8514 §4.3: every mailbox here knows when its messages were saved.
      case 'SAVEDATESUPPORTED':
        return { op: 'all' };
      case 'NEW':
        return both([
          { op: 'recent', is: true },
          { op: 'flag', flag: '\\Seen', set: false },
        ]);
      case 'OLD':
      case 'RECENT':
        return { op: 'recent', is: name === 'RECENT' };
      case 'KEYWORD':
      case 'UNKEYWORD':
        args.sp();
        return { op: 'flag', flag: args.atomAsIs('a keyword').toLowerCase(), set: name === 'KEYWORD' };
      case 'HEADER': {
        args.sp();
        const field = args.astring('the name of a header field').toLowerCase();
        return { op: 'header', name: field, text: this.#text() };
      }
      case 'BODY':
        return { op: 'body', text: this.#text() };
      case 'TEXT':
        return { op: 'text', text: this.#text() };
      case 'LARGER':
        args.sp();
        return { op: 'size', above: args.number64('a size') };
      case 'SMALLER':
        args.sp();
        return { op: 'size', below: args.number64('a size') };
      case 'UID':
        args.sp();
        return { op: 'uids', uids: uidsOf(this.session, readSet(args), true) };
      case 'OLDER':
      case 'YOUNGER':
        args.sp();
        return ageKey(name, args.nzNumber('seconds'));
      case 'MODSEQ':
        return this.#modseq();
      case 'EMAILID':
        args.sp();
        return { op: 'emailid', id: args.atomAsIs('an EMAILID') };
      case 'THREADID':
        // RFC 8474 §5.2: threads are not known here, so nothing is in one.
        args.sp();
        args.atomAsIs('a THREADID');
        return { op: 'none' };
      case 'NOT':
        args.sp();
        return { op: 'not', key: args.nested(() => this.#key()) };
      case 'OR': {
        args.sp();
        return args.nested(() => {
          const one = this.#key();
          args.sp();
          return { op: 'or', keys: [one, this.#key()] };
        });
      }
      default:
        throw new BadCommand(`SEARCH has no condition ${name} here`);
    }
  }

  #text(): string {
    this.args.sp();
    return fold(decodeText(this.args.astring('a text'), this.charset));
  }

  #day(): number {
    this.args.sp();
    const text = this.args.astring('a date');
    const day = parseDay(text);
    if (day === null) throw new BadCommand(`${JSON.stringify(text.slice(0, 40))} is no date like 1-Feb-1994`);
    return day;
  }

  /** `MODSEQ "/flags/\\draft" all 620162338`: mod-sequences are kept for messages, not for each flag, which §3.1.5 allows. */
  #modseq(): Key {
    const { args } = this;
    args.sp();
    if (args.peek() === '"') {
      args.string('the name of an entry');
      args.sp();
      if (!args.word('ALL') && !args.word('PRIV') && !args.word('SHARED')) args.fail('all, priv or shared');
      args.sp();
    }
    this.usesModseq = true;
    return { op: 'modseq', least: args.number64('a mod-sequence') };
  }
}

const both = (keys: readonly Key[]): Key => (keys.length === 1 ? (keys[0] as Key) : { op: 'and', keys });

function dayKey(of: 'internal' | 'saved' | 'sent', how: 'BEFORE' | 'ON' | 'SINCE', day: number): Key {
  if (how === 'BEFORE') return { op: 'date', of, from: -ALWAYS, to: day };
  return { op: 'date', of, from: day, to: how === 'ON' ? day + DAY : ALWAYS };
}

/** RFC 5032 §3: by INTERNALDATE, to the second. */
function ageKey(name: 'OLDER' | 'YOUNGER', seconds: number): Key {
  const then = Date.now() - seconds * 1000;
  return name === 'OLDER'
    ? { op: 'date', of: 'internal', from: -ALWAYS, to: then + 1 }
    : { op: 'date', of: 'internal', from: then, to: ALWAYS };
}

/** Charsets of a SEARCH (RFC 9051 §6.4.4.3): those of mail, as long as the text fits them. */
export function checkCharset(name: Octets): string {
  const known =
    /^(?:us-ascii|utf-8|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|shift_jis|iso-2022-jp)$/i;
  if (!known.test(name))
    throw new Refused(`The charset ${name.slice(0, 40)} is not known here`, 'BADCHARSET (UTF-8 US-ASCII ISO-8859-1)');
  return name.toLowerCase();
}

function decodeText(octets: Octets, charset: string | null): string {
  return isAscii(octets) && charset !== 'iso-2022-jp'
    ? octets
    : decodeCharset(Buffer.from(octets, 'latin1'), charset ?? 'utf-8');
}
