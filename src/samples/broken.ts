import { header, lines, type Sample } from './sample.js';

export const broken: Sample = {
  id: 'broken',
  name: 'Broken MIME',
  about:
    'Two Subject fields, a date that is none, an unknown charset, base64 that breaks off, a line of 3,000 characters, and no last boundary.',
  *message(facts) {
    yield header(
      facts,
      'The first subject',
      'Subject: The second subject',
      'Content-Type: multipart/mixed; boundary="outer',
    );
    yield Buffer.concat([
      lines('X-Bytes: raw bytes in a header'),
      Buffer.from([...Buffer.from('X-Latin: '), 0xe4, 0xf6, 0xfc, 0x0d, 0x0a]),
      lines('Date: yesterday, around noon', 'This line is no field at all', ''),
    ]);
    yield lines(
      '--outer',
      'Content-Type: text/plain; charset=x-made-up',
      'Content-Transfer-Encoding: 8bit',
      '',
      'The charset of this text does not exist.',
      'x'.repeat(3000),
      '--outer',
      'Content-Type: image/png; name=broken.png; name=other.png',
      'Content-Disposition: attachment; filename=bro ken.png',
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw0KGgo*&^%AAAANSUhEUg',
      'AAA',
      '--outer',
      'Content-Type: text/html',
      '',
      '<p>An <b>unclosed <i>tag</p><table><tr><td>and a table that never ends',
    );
    yield Buffer.from('A bare LF here\nand the message stops in the middle of');
  },
};
