/** What SORT and THREAD take from a subject (RFC 5256 §2.1). */
export interface BaseSubject {
  /** The subject without what replies, forwards and mailing lists add to it; may be empty. */
  readonly text: string;
  /** Something was taken off that a reply or a forward adds (RFC 5256 §2.1, last paragraph). */
  readonly isReply: boolean;
}

/** `*(*subj-blob subj-refwd)`: `Re:`, `[list] Fwd [2]:`, with the white space behind them. */
const LEADERS = /^(?:(?:\[[^[\]]*\] *)*(?:re|fwd?) *(?:\[[^[\]]*\] *)?: *)*/i;
/** `*subj-blob`: `[list] [two] `. */
const BLOBS = /^(?:\[[^[\]]*\] *)+/;
/** `subj-trailer` */
const FORWARDED = /\(fwd\)$/i;
/** `subj-fwd-hdr` */
const FORWARD = /^\[fwd:/i;

/**
 * The base subject (RFC 5256 §2.1), in time of the subject's length: all blobs in a row are taken off at once.
 * @param subject encoded words decoded, unfolded
 */
export function baseSubject(subject: string): BaseSubject {
  let text = subject.replace(/\s+/g, ' ').trim();
  let isReply = false;
  for (;;) {
    while (FORWARDED.test(text)) {
      text = text.slice(0, -'(fwd)'.length).trimEnd();
      isReply = true;
    }
    text = text.replace(LEADERS, (leaders) => {
      isReply ||= leaders !== '';
      return '';
    });
    // No leader stands behind them, or it would have been one with them.
    const blobs = BLOBS.exec(text)?.[0] ?? '';
    // The last one stays when it is all there is.
    text = text.slice(blobs.length === text.length ? Math.max(0, text.lastIndexOf('[')) : blobs.length);
    if (!FORWARD.test(text) || !text.endsWith(']')) return { text, isReply };
    text = text.slice('[fwd:'.length, -1).trim();
    isReply = true;
  }
}
