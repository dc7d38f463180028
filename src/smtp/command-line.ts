const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A command line as text: UTF-8, or Latin-1 when it is none, so that no byte is lost. */
export function decodeLine(line: Buffer): string {
  for (let at = 0; at < line.length; at++) {
    if ((line[at] as number) < 0x80) continue;
    try {
      return utf8.decode(line);
    } catch {
      break;
    }
  }
  return line.toString('latin1');
}

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
  return line.replace(/^(\s*AUTH\s+\S+\s+)\S.*$/is, '$1***');
}
