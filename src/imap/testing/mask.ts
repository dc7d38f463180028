/** Hides what is another one each time; see fixtures/README.md. */
export function mask(line: string): string {
  return line
    .replace(/\[CAPABILITY [^\]]*\]/, '[CAPABILITY <words>]')
    .replace(/\b(UIDVALIDITY|APPENDUID|COPYUID) \d+/g, '$1 <v>')
    .replace(/\b(MAILBOXID|EMAILID) \([^)]+\)/g, '$1 (<id>)')
    .replace(/"\d\d-[A-Z][a-z]{2}-20[2-9]\d \d\d:\d\d:\d\d \+0000"/g, '"<now>"')
    .replace(/:internal:[0-9a-f]+/g, ':internal:<token>')
    .replace(/"version" "[^"]+"/, '"version" "<version>"');
}
