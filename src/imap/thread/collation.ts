// biome-ignore lint/suspicious/noControlCharactersInRegex: the question is just whether all is ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** DŽ, LJ, NJ and DZ have a title case of their own; Georgian letters keep theirs. */
const TITLE_DIFFERS = /[\u01c4-\u01cc\u01f1-\u01f3\u10d0-\u10ff]/;
const DIGRAPHS: Readonly<Record<string, string>> = Object.fromEntries(
  ['\u01c5\u01c4\u01c6', '\u01c8\u01c7\u01c9', '\u01cb\u01ca\u01cc', '\u01f2\u01f1\u01f3'].flatMap((forms) =>
    [...forms].map((form) => [form, forms[0] as string]),
  ),
);

/**
 * The form in which i;unicode-casemap (RFC 5051) compares texts, which SORT and THREAD use (RFC 5256 §3): letters in
 * title case one by one, compatibility forms taken apart. It is octets, so that `<` compares as the RFC wants.
 */
export function collationKey(text: string): string {
  if (ASCII.test(text)) return text.toUpperCase();
  let titled = '';
  for (const char of text) titled += titleCase(char);
  return Buffer.from(titled.normalize('NFKD'), 'utf8').toString('latin1');
}

/** Simple title case: what would become several letters (ß) stays. */
function titleCase(char: string): string {
  if (TITLE_DIFFERS.test(char)) return DIGRAPHS[char] ?? char;
  const upper = char.toUpperCase();
  return upper.length === char.length ? upper : char;
}
