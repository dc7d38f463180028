/** The command word in upper case. */
export function verbOf(line: string): string {
  const space = line.search(/[\s:]/);
  return (space === -1 ? line : line.slice(0, space)).slice(0, 40).toUpperCase();
}

/**
 * A command line without its secrets. `answer` tells that it is a step of an AUTH dialogue (RFC 4954 §4) and no command;
 * of AUTH itself, what comes behind the mechanism is a secret.
 */
export function redact(line: string, answer: boolean): string {
  if (answer) return line.trim() === '*' ? '*' : '***';
  if (!/^\s*AUTH\s/i.test(line)) return line;
  return line.replace(/^(\s*AUTH\s+\S+\s+)\S.*$/is, '$1***');
}
