const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const HEAD = 'From: ann@example.org\r\nSubject: x\r\n\r\n';

/** Messages as they must be kept, each with what is odd about it. All but the empty one end with CRLF, as DATA does. */
export const CORPUS: readonly [name: string, message: Buffer][] = [
  ['plain', latin1(`${HEAD}Hello.\r\n`)],
  ['empty', latin1('')],
  ['an empty line only', latin1('\r\n')],
  ['empty lines at the end', latin1(`${HEAD}a\r\n\r\n\r\n`)],
  ['an empty body', latin1('Subject: x\r\n\r\n')],
  ['no header', latin1('just words\r\nand more\r\n')],
  ['a header without a body', latin1('Subject: x\r\n')],
  ['a leading dot', latin1('.\r\n')],
  ['two leading dots', latin1('..\r\n')],
  ['lines that begin with dots', latin1(`${HEAD}.a\r\n..b\r\n...c\r\n. d\r\n`)],
  ['lone dots', latin1(`${HEAD}.\r\n.\r\n..\r\n.\r\n`)],
  ['bare LF', latin1(`From: a\nSubject: x\n\nbody\nmore\r\n`)],
  ['bare LF and dots', latin1(`${HEAD}a\n.\nb\n..\nc\n.\r\nd\r\n.\ne\r\n`)],
  ['bare CR', latin1(`${HEAD}a\rb\r.\rc\r\r\nd\r\n.\re\r\n`)],
  ['CR CR LF', latin1(`${HEAD}a\r\r\n\r\r\n.\r\r\n`)],
  ['LF CR', latin1(`${HEAD}a\n\rb\n\r.\n\r\r\n`)],
  ['NUL bytes', latin1(`Subject: \0\r\n\r\n\0\0\r\n.\0\r\n\0.\r\n`)],
  ['8-bit header and body', latin1(`Subject: caf\xe9\r\nX: \x80\xff\r\n\r\n\xfe\xff\r\n`)],
  ['UTF-8', Buffer.from('Subject: Привет\r\n\r\nкод 🔑\r\n')],
  ['what looks like commands', latin1(`${HEAD}QUIT\r\nMAIL FROM:<x>\r\nDATA\r\n`)],
  ['what looks like the end', latin1(`${HEAD}a\r\n. \r\n.\t\r\n..\r\n.\n.\r\n`)],
];

/** The message as it goes over the wire, with the end of DATA (RFC 5321 §4.5.2). */
export function overTheWire(message: Buffer): Buffer {
  const text = message.toString('latin1');
  return latin1(`${text.replace(/^\./, '..').replaceAll('\r\n.', '\r\n..')}.\r\n`);
}
