/** Characters of a string, or of the elements of an array, that are written at one go. */
const PIECE = 64 * 1024;

/**
 * A value as JSON, in pieces of bounded size: the whole of an 8 MB text at one go would hold everybody up. Long
 * strings and arrays are taken apart where they are direct members of the value, which is where answers have them.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield JSON.stringify(value);
    return;
  }
  let text = '';
  let before = '{';
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    text += `${before}${JSON.stringify(name)}:`;
    before = ',';
    for (const piece of memberPieces(member)) {
      text += piece;
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
  }
  yield `${text}${before === '{' ? '{' : ''}}`;
}

function* memberPieces(member: unknown): Generator<string> {
  if (typeof member === 'string' && member.length > PIECE) {
    yield '"';
    // A surrogate pair that is cut in two becomes two escapes, which are one character again when they are read.
    for (let at = 0; at < member.length; at += PIECE) yield JSON.stringify(member.slice(at, at + PIECE)).slice(1, -1);
    yield '"';
  } else if (Array.isArray(member)) {
    yield '[';
    for (const [index, each] of member.entries()) yield (index === 0 ? '' : ',') + (JSON.stringify(each) ?? 'null');
    yield ']';
  } else yield JSON.stringify(member) ?? 'null';
}
