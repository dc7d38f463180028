/** A command line as it may be written down: without passwords, digests and tokens. */
export function redact(line: string): string {
  return line
    .replace(/^(\s*PASS\s).*$/is, '$1***')
    .replace(/^(\s*APOP\s+(?:.*\s)?)\S.*$/is, '$1***')
    .replace(/^(\s*AUTH\s+\S+\s+)\S.*$/is, '$1***');
}
