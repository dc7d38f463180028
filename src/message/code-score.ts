import type { Candidate } from './code-candidates.js';
import { inLowerCase } from './code-text.js';
import { CODE_WORDS } from './code-words.js';

/** Circumstances of a whole message that make codes likelier. */
export interface CodeSigns {
  /** The subject says outright that there is a code. */
  readonly subject: boolean;
  /** Something expires soon or must be kept secret. */
  readonly expiry: boolean;
}

/** How likely a candidate is a one-time code, and by which words. */
export interface Score {
  readonly confidence: number;
  readonly near: string;
}

/** Units before and after a candidate in which words count. */
const BEFORE = 200;
const AFTER = 90;

/** What may stand between `order` and its number: then it is the order's. */
const CONNECTED =
  /^[\s:：.#=()（「[\]№*\-–—"]*(?:(?:number|num|no|nr|numero|n[uú]mero|num[ée]ro|n°|nº|nummer|numer|номер|号|号码|番号|번호|رقم|id|code|ref|is|ist|est|es|är|er|jest|of|was|has|は|が|是|为|：)[\s:：.#=()№*\-–—"]*){0,3}$/iu;

interface Word {
  readonly kind: 'other' | 'strong' | 'weak';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  const lower = inLowerCase(text);
  CODE_WORDS.lastIndex = 0;
  for (let match = CODE_WORDS.exec(lower); match !== null; match = CODE_WORDS.exec(lower)) {
    const kind = match[1] !== undefined ? 'other' : match[2] !== undefined ? 'strong' : 'weak';
    const end = match.index + match[0].length;
    words.push({ kind, text: text.slice(match.index, end), start: match.index, end });
    if (match[0] === '') CODE_WORDS.lastIndex++;
  }
  return words;
}

/** Does the text say outright that it is about a one-time code? */
export function saysCode(text: string): boolean {
  return wordsOf(text).some((word) => word.kind === 'strong');
}

/** Weighs a candidate by the words around it. Looks at BEFORE + AFTER units, whatever the text. */
export function score(text: string, candidate: Candidate, marked: boolean, signs: CodeSigns): Score {
  const before = text.slice(Math.max(0, candidate.start - BEFORE), candidate.start);
  const after = text.slice(candidate.end, candidate.end + AFTER);
  const { weight, near, direct } = best(
    wordsBefore(before, candidate),
    wordsAfter(after, candidate.alone),
    subjectAlone(candidate, marked, signs),
  );
  if (weight <= 0) return { confidence: 0, near };
  let sum = weight + shapeBonus(candidate, direct === true);
  if (direct !== true) sum += surroundings(candidate, after);
  if (candidate.alone) sum += 0.15;
  if (marked) sum += 0.1;
  if (signs.expiry) sum += 0.05;
  if (signs.subject) sum += 0.08;
  return { confidence: Math.round(Math.max(0, Math.min(0.99, sum)) * 100) / 100, near };
}

interface Evidence {
  readonly weight: number;
  /** Nothing but `is`, a colon or the like stands between word and number. */
  readonly direct?: boolean;
  readonly near: string;
}

const NOTHING: Evidence = { weight: 0, near: '' };
/** The number belongs to something else, whatever else speaks for it. */
const REFUSED = -1;

function best(...evidence: Evidence[]): Evidence {
  if (evidence.some((piece) => piece.weight === REFUSED)) return NOTHING;
  return evidence.reduce((a, b) => (b.weight > a.weight ? b : a), NOTHING);
}

function wordsBefore(before: string, candidate: Candidate): Evidence {
  const words = wordsOf(before);
  const last = words[words.length - 1];
  if (last === undefined) return NOTHING;
  const spoken = words.filter((word) => word.kind !== 'other');
  const strong = spoken.findLast((word) => word.kind === 'strong');
  const weak = spoken.findLast((word) => word.kind === 'weak');
  if (last.kind === 'other' && CONNECTED.test(before.slice(last.end))) {
    // `Enter the code for your account:` and the number below is no account number; `order 4829` is an order's.
    const earlier = spoken[spoken.length - 1];
    const apart = /[:：\n\t]/.test(before.slice(last.end));
    const sentence = earlier !== undefined && !/[.!?。！？\n\t]/.test(before.slice(earlier.end, last.start));
    const named = /code|kod|cod|number|nummer|番号|号|码/i.test(last.text);
    if (!apart || !sentence || named) return { weight: REFUSED, near: last.text };
  }
  const found: Evidence[] = [];
  if (strong !== undefined) {
    const between = before.slice(strong.end);
    const far = distance(between);
    // `… code for the transfer of 100.00 to account 12345678 is 4829`: one sentence, closed by its verb or a colon.
    const closed = /(?: is|[:：=]) ?$/.test(between) && !/[.!?]\s|\n/.test(between);
    const weight =
      closed && far <= 150
        ? far <= 30
          ? 0.75
          : 0.66
        : (far <= 30 ? 0.75 : far <= 80 ? 0.66 : far <= 150 ? 0.5 : 0.35) - taken(between, candidate);
    found.push({ weight, near: strong.text, direct: CONNECTED.test(between) });
  }
  if (weak !== undefined) {
    const between = before.slice(weak.end);
    const far = distance(between);
    const direct = CONNECTED.test(between);
    const weight = (direct ? 0.62 : far <= 30 ? 0.5 : far <= 80 ? 0.42 : 0.25) - taken(between, candidate);
    found.push({ weight, near: weak.text, direct });
  }
  const evidence = best(...found);
  // Something else with a number of its own is named in between, in this line: `code … order … 4829`.
  if (last.kind !== 'other' || /\n/.test(before.slice(last.end))) return evidence;
  return { ...evidence, weight: evidence.weight - 0.12 };
}

/** A word belongs to the first number after it, unless a whole list of codes follows. */
function taken(between: string, { alone }: Candidate): number {
  if (!/\d{4}/.test(between) || (alone && /^[\s:\-\dA-Z]+$/.test(between))) return 0;
  return 0.2;
}

/** `1500 companies`, `75011 Paris`: a number of things, or of a place. */
function surroundings({ code, shape, alone }: Candidate, after: string): number {
  if (alone || shape !== 'digits') return 0;
  if (
    /^ (?!is\b|was\b|has\b|this\b|as\b|expires\b|needs\b|works\b|lets\b|gives\b|allows\b|verifies\b|confirms\b)[a-z]{2,}s\b/.test(
      after,
    )
  )
    return -0.3;
  return code.length <= 5 && /^ \p{Lu}\p{Ll}/u.test(after) ? -0.25 : 0;
}

/** Units between a word and the number; the end of a sentence or line counts as some more. */
function distance(between: string): number {
  return between.replace(/\s+/g, ' ').length + 12 * (between.match(/[.!?。！？]\s|\n\s*(?=\S)/g)?.length ?? 0);
}

/** `482913 is your verification code`; under a number that stands alone also in the next line. */
function wordsAfter(after: string, alone: boolean): Evidence {
  const words = wordsOf(after);
  const first = words[0];
  if (first === undefined) return NOTHING;
  const between = after.slice(0, first.start);
  if (/[.!?。！？][\s]/.test(between) || (!alone && /\n/.test(between))) return NOTHING;
  if (first.kind === 'other') return /^[ \t]{0,2}$/.test(between) ? { weight: REFUSED, near: first.text } : NOTHING;
  // `482913 accounts were protected by security codes`
  if (/^ [a-z]{3,}s (?:were|are|have|had|use|used)\b/.test(after)) return NOTHING;
  const far = between.replace(/\s+/g, ' ').length;
  const spoken =
    first.kind === 'strong' ? first : (words.find((word) => word.kind === 'strong' && word.start < 60) ?? first);
  if (alone && /\n/.test(between))
    return { weight: spoken.kind === 'strong' && far <= 30 ? 0.5 : 0.3, near: spoken.text };
  if (spoken.kind === 'strong') return { weight: far <= 40 ? 0.72 : 0.5, near: spoken.text };
  return { weight: far <= 25 ? 0.58 : 0.35, near: spoken.text };
}

/** A number by itself in a mail whose subject announces a code. */
function subjectAlone(candidate: Candidate, marked: boolean, signs: CodeSigns): Evidence {
  return candidate.alone && signs.subject ? { weight: marked ? 0.5 : 0.42, near: '' } : NOTHING;
}

function shapeBonus({ code, shape, alone }: Candidate, direct: boolean): number {
  const length = code.replace('-', '').length;
  if (shape === 'letters') return -0.2;
  if (shape === 'mixed') return /[a-z]/.test(code) ? -0.2 : -0.03;
  if (/^(?:19|20)\d\d$/.test(code)) return alone || direct ? -0.12 : -0.32;
  if (/^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(code)) return -0.3;
  return length === 6 ? 0.08 : length === 4 || length === 5 ? 0 : -0.04;
}
