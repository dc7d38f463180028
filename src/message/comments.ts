/**
 * The value of a structured field without its comments (RFC 5322 §3.2.2), each replaced by a space. Comments nest;
 * parentheses in quoted strings are text. An unfinished comment goes to the end. One pass.
 */
export function withoutComments(value: string): string {
  if (!value.includes('(')) return value;
  let out = '';
  let from = 0;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const char = value[i];
    if (char === '\\') i++;
    else if (depth > 0) {
      if (char === '(') depth++;
      else if (char === ')' && --depth === 0) from = i + 1;
    } else if (char === '"') quoted = !quoted;
    else if (char === '(' && !quoted) {
      out += `${value.slice(from, i)} `;
      depth = 1;
    }
  }
  return depth > 0 ? out : out + value.slice(from);
}
