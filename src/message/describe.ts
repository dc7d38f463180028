import { blindCopies } from './blind-copies.js';
import { type HeaderFacts, headerFacts } from './header-facts.js';
import { SNIPPET_HTML_BYTES, SNIPPET_TEXT_BYTES } from './limits.js';
import { isAttachment, isBodyText, leaves } from './parts.js';
import { htmlSnippet, textSnippet } from './snippet.js';
import { type StructureObserver, StructureScanner } from './structure.js';
import type { Envelope, Part, Structure, Summary } from './types.js';

/** What is learned of a message while it arrives. */
export interface Description {
  readonly structure: Structure;
  readonly summary: Summary;
  /** Words of X-Tags fields, in order, unique. */
  readonly tags: string[];
}

/** Takes the message's header and the beginning of its text out of the scan. */
class FirstLook implements StructureObserver {
  readonly scanner = new StructureScanner(this);
  facts: HeaderFacts | undefined;
  #plain = '';
  #html = '';
  #plainSeen = false;
  #htmlSeen = false;

  /** From the first text/plain part, or the first HTML part when that is empty or missing. */
  get snippet(): string {
    return this.#plain || this.#html;
  }

  header(part: Part, bytes: Buffer, level: number): number {
    this.facts ??= headerFacts(bytes, this.scanner.notes);
    if (level > 0 || part.type !== 'text') return 0;
    if (!this.#plainSeen && isBodyText(part, 'plain')) {
      this.#plainSeen = true;
      return SNIPPET_TEXT_BYTES;
    }
    if (this.#htmlSeen || this.#plain !== '' || !isBodyText(part, 'html')) return 0;
    this.#htmlSeen = true;
    return SNIPPET_HTML_BYTES;
  }

  body(part: Part, bytes: Buffer): void {
    if (part.subtype === 'html') this.#html = htmlSnippet(part, bytes);
    else this.#plain = textSnippet(part, bytes);
  }
}

/**
 * Describes a message in one pass while its bytes come in, cut anywhere: its MIME tree with offsets, its summary and
 * its tags. Holds one header and some KB of text at most, never throws, and decodes no more than a list row shows.
 *
 * @example
 * const describer = new Describer();
 * for await (const chunk of data) describer.write(chunk);
 * const { structure, summary, tags } = describer.end(envelope);
 */
export class Describer {
  readonly #look = new FirstLook();

  /** Takes the next bytes. The caller may reuse the buffer afterwards. */
  write(chunk: Buffer): void {
    this.#look.scanner.write(chunk);
  }

  /** What was learned. The describer must not be used afterwards. */
  end(envelope: Envelope): Description {
    const { scanner } = this.#look;
    const structure = scanner.end();
    // The scan always ends with the root's header read.
    const facts = this.#look.facts as HeaderFacts;
    if (facts.eightBitAt >= 0 && !(facts.utf8 && envelope.smtputf8)) {
      scanner.notes.add('eight-bit-header', facts.eightBitAt);
    }
    let attachments = 0;
    let hasHtml = false;
    let hasText = false;
    for (const part of leaves(structure.root)) {
      if (isAttachment(part)) attachments++;
      else if (part.type === 'text' && part.subtype === 'html') hasHtml = true;
      else if (part.type === 'text' && part.subtype === 'plain') hasText = true;
    }
    const summary: Summary = {
      subject: facts.subject,
      from: facts.from,
      to: facts.to,
      cc: facts.cc,
      bcc: blindCopies(envelope.forwardPaths, facts.to, facts.cc, facts.bcc),
      replyTo: facts.replyTo,
      date: facts.date,
      messageId: facts.messageId,
      references: facts.references,
      snippet: this.#look.snippet,
      attachments,
      hasHtml,
      hasText,
      notes: scanner.notes.list(),
    };
    return { structure, summary, tags: facts.tags };
  }
}
