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

export const SUBJECTS = Object.keys(MAIL) as (keyof typeof MAIL)[];

/** The body of a message with the line ends of Unix, as programs hand it over. */
export const bodyOf = (message: string): string => message.replaceAll('\r\n', '\n').replace(/^.*?\n\n/s, '');
