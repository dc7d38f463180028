import { extractCodes } from './codes.js';
import { decodeTextPart } from './decode.js';
import { isBodyText, leaves } from './parts.js';
import type { ByteRange, Part, Structure } from './types.js';

/** How much of a text is looked at for the code in a list row: it stands near the beginning. Bytes as transferred. */
const LOOK = 16 * 1024;

/** A text that may tell a code, and which of its bytes are looked at. */
export interface CodePart {
  readonly part: Part;
  readonly range: ByteRange;
}

/** The first plain text and the first HTML of a message. */
export function codeParts({ root }: Structure): { plain: CodePart | null; html: CodePart | null } {
  const parts = leaves(root);
  const first = (subtype: 'plain' | 'html'): CodePart | null => {
    const part = parts.find((each) => isBodyText(each, subtype));
    return part
      ? { part, range: { start: part.body.start, end: Math.min(part.body.end, part.body.start + LOOK) } }
      : null;
  };
  return { plain: first('plain'), html: first('html') };
}

/** The likeliest one-time code of a message, null when it seems to have none. @param bytes those of a part's range */
export function likelyCode(
  subject: string,
  { plain, html }: ReturnType<typeof codeParts>,
  bytes: (part: CodePart) => Buffer,
): string | null {
  const read = (each: CodePart | null) => each && decodeTextPart(each.part, bytes(each), { limit: LOOK });
  return extractCodes({ subject, text: read(plain), html: read(html) })[0]?.code ?? null;
}
