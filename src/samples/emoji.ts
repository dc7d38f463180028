import { header, lines, type Sample, word } from './sample.js';

export const emoji: Sample = {
  id: 'emoji',
  name: 'Emoji in the header',
  about: 'Emoji made of several code points in subject, names and a file name, encoded in every way there is.',
  *message({ from, to, ...facts }) {
    const named = (name: string, mailbox: string) => `${word(name)} <${/<([^<>]*)>/.exec(mailbox)?.[1] ?? mailbox}>`;
    yield header(
      { ...facts, from: named('Post 📮 Office', from), to: named('Ann 👩🏽‍💻', to) },
      // Base64, then quoted-printable, folded: the space between two encoded words is not part of the text.
      `${word('🎉 Ship it 🚀 ')}\r\n =?utf-8?Q?=F0=9F=91=A8=E2=80=8D=F0=9F=91=A9=E2=80=8D=F0=9F=91=A7?= and plain`,
      `X-Mood: ${word('🙂')}`,
      'Content-Type: multipart/mixed; boundary="outer"',
    );
    yield lines(
      '',
      '--outer',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Flags =F0=9F=87=B3=F0=9F=87=B1, families =F0=9F=91=A8=E2=80=8D=F0=9F=91=A9=E2=80=8D=',
      '=F0=9F=91=A7 and hearts =E2=9D=A4=EF=B8=8F.',
      '--outer',
      'Content-Type: text/plain; charset=utf-8',
      // RFC 2231 continuations.
      'Content-Disposition: attachment;',
      " filename*0*=utf-8''party-%F0%9F%8E%89-;",
      ' filename*1*=%F0%9F%9A%80.txt',
      '',
      'The file name has two emoji.',
      '--outer--',
    );
  },
};
