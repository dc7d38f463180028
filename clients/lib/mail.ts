const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n`;
const head = (subject: string): string[] => [
  'From: Sender <sender@example.org>',
  'To: ann@example.org',
  `Subject: ${subject}`,
  `Message-ID: <${subject}@example.org>`,
  'Date: Wed, 25 Nov 2026 10:00:00 +0000',
];

/** Messages that each client must bring home unharmed: CRLF line ends, and each with what has broken servers. */
export const MAIL: Readonly<Record<'dots' | 'octets' | 'large', string>> = {
  dots: lines(...head('dots'), '', '.', '..', '.leading dot', 'in. the. middle.', '', '.', ''),
  octets: lines(
    ...head('octets'),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Grüße aus Köln – привет – 你好',
    'x'.repeat(990),
  ),
  large: lines(...head('large'), '', ...Array.from({ length: 20_000 }, (_, at) => `line ${at} ${'y'.repeat(60)}`)),
};

/** A message with an alternative, an attachment and words that are not ASCII. */
export const PARTS = lines(
  'From: =?utf-8?Q?J=C3=B6rg?= <joerg@example.org>',
  'To: "Ann, of Cologne" <ann@example.org>',
  'Cc: bob@example.net',
  'Subject: =?utf-8?B?R3LDvMOfZSBhdXMgS8O2bG4=?=',
  'Message-ID: <parts@example.org>',
  'In-Reply-To: <earlier@example.org>',
  'Date: Wed, 25 Nov 2026 10:00:00 +0100',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=outer',
  '',
  '--outer',
  'Content-Type: multipart/alternative; boundary=inner',
  '',
  '--inner',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Sch=F6ne Gr=FC=DFe',
  '--inner',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Schöne Grüße</p>',
  '--inner--',
  '--outer',
  'Content-Type: application/octet-stream; name=bytes.bin',
  'Content-Disposition: attachment; filename=bytes.bin',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from([0, 1, 2, 253, 254, 255]).toString('base64'),
  '--outer--',
);

export const SUBJECTS = Object.keys(MAIL) as (keyof typeof MAIL)[];

/** The body of a message with the line ends of Unix, as programs hand it over. */
export const bodyOf = (message: string): string => message.replaceAll('\r\n', '\n').replace(/^.*?\n\n/s, '');
