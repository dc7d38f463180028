/** What a sample is made for. */
export interface Facts {
  /** As they stand in the header. */
  readonly from: string;
  readonly to: string;
  readonly date: Date;
  /** Without angle brackets. */
  readonly messageId: string;
}

/** A message that is hard to read right, to see what a program makes of it. */
export interface Sample {
  /** In addresses: lower case letters and dashes. */
  readonly id: string;
  readonly name: string;
  /** One sentence: what is hard about it. */
  readonly about: string;
  /** The raw message, in pieces, so that a huge one is never whole in memory. */
  message(facts: Facts): Iterable<Buffer>;
}

/** Lines with CRLF behind each. */
export const lines = (...all: readonly string[]): Buffer => Buffer.from(all.map((line) => `${line}\r\n`).join(''));

/** The fields that every message has, then `fields`. */
export const header = ({ from, to, date, messageId }: Facts, subject: string, ...fields: readonly string[]): Buffer =>
  lines(
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${messageId}>`,
    'MIME-Version: 1.0',
    ...fields,
  );

/** Base64 in lines of 76 characters (RFC 2045 §6.8). */
export const base64 = (bytes: Buffer): string[] => bytes.toString('base64').match(/.{1,76}/g) ?? [];

/** An encoded word (RFC 2047); the text must be short enough for one. */
export const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

/** A picture of 8 × 8 pixels. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQMAAAD+wSzIAAAABlBMVEX///+/v7+jQ3Y5AAAADklEQVQI12P4AIX8EAgALgAD/aNpbtEAAAAASUVORK5CYII=',
  'base64',
);
