// biome-ignore lint/suspicious/noControlCharactersInRegex: the question is just whether all is ASCII
const NON_ASCII = /[^\x00-\x7f]/;
/** White space that is not one space: lines of text have hundreds of those, which stay as they are. */
const SPACE_TO_FOLD = /[\t-\r ]{2,}|[\t-\r]/g;
/** Soft hyphens, zero-width spaces and their like, which a reader does not see. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}+/gu;

/**
 * The form in which texts are compared: case folded in every script, white space runs as one space. It is Unicode's
 * NFKC_Casefold (composed and decomposed, full-width and ligature forms are alike; what cannot be seen is dropped)
 * with two further rules: every Turkish i (`I ı İ i`) is `i`, and a final sigma is a sigma. `ß` is `ss`.
 * Folding twice changes nothing. Nothing is trimmed, so that a word's own edge can be searched.
 */
export function fold(text: string): string {
  if (!NON_ASCII.test(text)) return foldSpace(text.toLowerCase());
  // Upper case first: it alone joins what differs only in small letters (ß ss, ſ s, ı i). A capital ẞ has no other.
  const cased = text.normalize('NFKC').replace(IGNORABLE, '').toUpperCase().toLowerCase();
  return foldSpace(
    cased
      .replace(/i\u0307+/g, 'i')
      .replace(/ς/g, 'σ')
      .replace(/ß/g, 'ss')
      .normalize('NFKC'),
  );
}

function foldSpace(text: string): string {
  return text.replace(NON_ASCII.test(text) ? /\s+/g : SPACE_TO_FOLD, ' ');
}
