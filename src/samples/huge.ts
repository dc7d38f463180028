import { header, lines, type Sample } from './sample.js';

/** Rows of the table: about 1.5 MB of HTML. */
const ROWS = 10_000;
/** Bytes of the file, decoded. */
const FILE = 6 * 1024 * 1024;
/** Bytes of one piece: whole lines of base64, so that pieces can follow each other. */
const PIECE = 57 * 1024;

export const huge: Sample = {
  id: 'huge',
  name: 'Huge message',
  about: 'HTML of 1.5 MB, of which Gmail shows the first 102 KB, and a file of 6 MB.',
  *message(facts) {
    yield header(facts, 'The whole list', 'Content-Type: multipart/mixed; boundary="outer"');
    yield lines('', '--outer', 'Content-Type: text/html; charset=utf-8', '', '<h1>The whole list</h1><table>');
    for (let row = 0; row < ROWS; row += 1) {
      yield lines(
        `<tr style="border-bottom:1px solid #ccc"><td style="padding:4px">${row}</td><td style="padding:4px">Item number ${row}</td><td><a href="https://app.example/item/${row}">open</a></td></tr>`,
      );
    }
    yield lines('</table><p>The end, with an unsubscribe link that nobody sees.</p>', '--outer');
    yield lines(
      'Content-Type: application/octet-stream; name="large.bin"',
      'Content-Disposition: attachment; filename="large.bin"',
      'Content-Transfer-Encoding: base64',
      '',
    );
    for (let at = 0; at < FILE; at += PIECE) {
      const bytes = Buffer.alloc(Math.min(PIECE, FILE - at), 'Restante ');
      yield lines(...(bytes.toString('base64').match(/.{1,76}/g) ?? []));
    }
    yield lines('--outer--');
  },
};
