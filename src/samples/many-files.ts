import { base64, header, lines, type Sample } from './sample.js';

const FILES = 100;

export const manyFiles: Sample = {
  id: 'many-files',
  name: '100 attachments',
  about: 'A hundred small files, some of one name, one without any, and one that is empty.',
  *message(facts) {
    yield header(facts, 'A hundred files', 'Content-Type: multipart/mixed; boundary="outer"');
    yield lines('', '--outer', 'Content-Type: text/plain; charset=utf-8', '', 'See the files.');
    for (let number = 1; number <= FILES; number += 1) {
      const name =
        number === FILES ? '' : number % 10 === 0 ? 'same.txt' : `file-${String(number).padStart(3, '0')}.txt`;
      yield lines(
        '--outer',
        `Content-Type: text/plain; charset=utf-8`,
        `Content-Disposition: attachment${name === '' ? '' : `; filename="${name}"`}`,
        'Content-Transfer-Encoding: base64',
        '',
        ...base64(Buffer.from(number === 1 ? '' : `This is file ${number}.\n`)),
      );
    }
    yield lines('--outer--');
  },
};
