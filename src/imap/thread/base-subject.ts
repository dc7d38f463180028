/** What SORT and THREAD take from a subject (RFC 5256 §2.1). */
export interface BaseSubject {
  /** The subject without what replies, forwards and mailing lists add to it; may be empty. */
  readonly text: string;
  /** Something was taken off that a reply or a forward adds (RFC 5256 §2.1, last paragraph). */
  readonly isReply: boolean;
}

/** `*subj-blob subj-refwd`: `Re:`, `[list] Fwd [2]:`, with the white space behind it. */
const LEADER = /^(?:\[[^[\]]*\] *)*(?:re|fwd?) *(?:\[[^[\]]*\] *)?: */i;
/** `subj-blob`: `[list] `. */
const BLOB = /^\[[^[\]]*\] */;
/** `subj-trailer` */
const FORWARDED = /\(fwd\)$/i;
/** `subj-fwd-hdr` */
const FORWARD = /^\[fwd:/i;

/**
 * The base subject (RFC 5256 §2.1), in time of the subject's length times the prefixes it has.
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
    for (;;) {
      const leader = LEADER.exec(text)?.[0];
      if (leader !== undefined) isReply = true;
      const prefix = leader ?? BLOB.exec(text)?.[0];
      // A blob that is all there is stays.
      if (prefix === undefined || (leader === undefined && prefix.length === text.length)) break;
      text = text.slice(prefix.length);
    }
    if (!FORWARD.test(text) || !text.endsWith(']')) return { text, isReply };
    text = text.slice('[fwd:'.length, -1).trim();
    isReply = true;
  }
}
