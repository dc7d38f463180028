import { findCandidates } from './code-candidates.js';
import { type CodeSigns, saysCode, score } from './code-score.js';
import { type CodeText, htmlCodeText, inLowerCase, plainCodeText } from './code-text.js';
import { CODE_STEMS, EXPIRY } from './code-words.js';
import { CODE_HTML, CODE_TEXT } from './insight-limits.js';

/** A one-time code that a person would type in from this mail. */
export interface Code {
  /** As one types it: `482913` for `482 913` too; dashes and prefixes (`G-482913`) stay. */
  readonly code: string;
  /** The words that made it a code, as written; `""` when only the subject did. */
  readonly near: string;
  readonly where: 'subject' | 'html' | 'text';
  /** CODE_THRESHOLD … 0.99. */
  readonly confidence: number;
}

/** Candidates below it are not given. Found by the corpus in `fixtures/codes`: lower costs precision, higher recall. */
export const CODE_THRESHOLD = 0.6;

export interface CodeSource {
  readonly subject: string;
  readonly html: string | null;
  readonly text: string | null;
}

/**
 * The one-time codes of a message, likeliest first, each once: four to eight digits or letters, perhaps grouped, by
 * the words near them in some thirty languages. Looks at CODE_TEXT units; a mail without such words costs a few
 * microseconds. Never throws.
 */
export function extractCodes({ subject, html, text }: CodeSource): Code[] {
  const source = {
    subject: subject.slice(0, 1000),
    html: (html ?? '').slice(0, CODE_HTML),
    text: (text ?? '').slice(0, CODE_TEXT),
  };
  const stems = (part: string) => CODE_STEMS.test(inLowerCase(part));
  const announced = stems(source.subject);
  const inText = announced || stems(source.text);
  const inHtml = announced || stems(source.html);
  if (!inText && !inHtml) return [];
  const found = new Map<string, Code>();
  const signs: CodeSigns = { subject: announced && saysCode(source.subject), expiry: false };
  collect(found, 'subject', plainCodeText(source.subject), { ...signs, subject: false });
  if (inText) collect(found, 'text', plainCodeText(source.text), signs);
  if (inHtml) collect(found, 'html', htmlCodeText(source.html), signs);
  return [...found.values()].sort((a, b) => b.confidence - a.confidence);
}

function collect(found: Map<string, Code>, where: Code['where'], { text, marked }: CodeText, signs: CodeSigns): void {
  const candidates = findCandidates(text);
  if (candidates.length === 0) return;
  const expiry = EXPIRY.test(text);
  let mark = 0;
  for (const candidate of candidates) {
    while (mark < marked.length && (marked[mark]?.[1] ?? 0) < candidate.end) mark++;
    const isMarked = (marked[mark]?.[0] ?? text.length) <= candidate.start;
    const { confidence, near } = score(text, candidate, isMarked, { ...signs, expiry });
    if (confidence < CODE_THRESHOLD) continue;
    const known = found.get(candidate.code);
    if (known !== undefined && known.confidence >= confidence) continue;
    found.set(candidate.code, { code: candidate.code, near: near.replace(/\s+/g, ' ').trim(), where, confidence });
  }
}
