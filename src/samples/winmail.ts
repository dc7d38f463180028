import { base64, header, lines, type Sample } from './sample.js';

/** Levels and attributes of TNEF (MS-OXTNEF §2.1.3.2). */
const MESSAGE = 1;
const VERSION = 0x00089006;
const CODEPAGE = 0x00069007;
const CLASS = 0x00078008;
const SUBJECT = 0x00018004;
const BODY = 0x0002800c;

/** One attribute: level, id, length, content, sum of the content's bytes. */
function attribute(id: number, content: Buffer): Buffer {
  const bytes = Buffer.alloc(9 + content.length + 2);
  bytes.writeUInt8(MESSAGE, 0);
  bytes.writeUInt32LE(id, 1);
  bytes.writeUInt32LE(content.length, 5);
  content.copy(bytes, 9);
  bytes.writeUInt16LE(
    content.reduce((sum, byte) => (sum + byte) & 0xffff, 0),
    9 + content.length,
  );
  return bytes;
}

const text = (value: string) => Buffer.from(`${value}\0`);
const SIGNATURE = Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0x01, 0x00]);

const TNEF = Buffer.concat([
  SIGNATURE,
  attribute(VERSION, Buffer.from([0, 0, 1, 0])),
  attribute(CODEPAGE, Buffer.from([0xe4, 0x04, 0, 0, 0, 0, 0, 0])),
  attribute(CLASS, text('IPM.Microsoft Mail.Note')),
  attribute(SUBJECT, text('The real subject is in here')),
  attribute(BODY, text('This text is only in winmail.dat.')),
]);

export const winmail: Sample = {
  id: 'winmail',
  name: 'winmail.dat',
  about: 'As Outlook sends it: what matters is in a TNEF file that only Outlook opens.',
  *message(facts) {
    yield header(
      facts,
      'From Outlook',
      'Content-Type: multipart/mixed; boundary="outer"',
      'X-MS-TNEF-Correlator: <sample>',
    );
    yield lines(
      '',
      '--outer',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'The rest of this message is in the file.',
      '--outer',
      'Content-Type: application/ms-tnef; name="winmail.dat"',
      'Content-Disposition: attachment; filename="winmail.dat"',
      'Content-Transfer-Encoding: base64',
      '',
      ...base64(TNEF),
      '--outer--',
    );
  },
};
