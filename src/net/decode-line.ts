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
