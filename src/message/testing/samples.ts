/** Messages with what goes wrong in real ones, for tests of the scan. `\n` in a template stands for CRLF. */
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

const HEAD =
  'From: A <a@example.com>\nTo: b@example.com\nDate: Mon, 24 Nov 2025 03:40:00 +0000\nMessage-ID: <1@example.com>\n';

export const SAMPLES: Readonly<Record<string, string>> = {
  empty: '',
  plain: crlf(`${HEAD}Subject: Hi\n\nHello.\n`),
  'header only': crlf(`${HEAD}Subject: Hi\n`),
  'header without line break': crlf('Subject: Hi'),
  'no empty body line': crlf(`${HEAD}\n`),
  'no header': crlf('Hello there,\nthis is all.\n'),
  'no header, one word': 'Hello',
  'leading blank line': crlf('\nSubject: Hi\n\nHello.\n'),
  'mbox line': crlf(`From a@example.com Mon Nov 24 03:40:00 2025\n${HEAD}\nHello.\n`),
  'junk in the header': crlf(`${HEAD}this is no field\n nor this\nSubject: Hi\n\nHello.\n`),
  'bare LF': `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x\n\ntwo\n--x--\n`,
  'mixed line ends': `${crlf(`${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\n`)}\none\n--x\r\n\r\ntwo\r\n\n--x--\n`,
  'bare CR': crlf(`${HEAD}\none\rtwo\n\r\rthree\n`),
  'CR at the end': `${crlf(`${HEAD}\none`)}\r`,
  nul: crlf(`${HEAD}Subject: a\0b\n\none\0\n`),
  alternative: crlf(
    `${HEAD}MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="=_b"\n\npreamble\n--=_b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nSGVsbG8sIHdvcmxkIQ==\n--=_b\nContent-Type: text/html\n\n<p>Hello</p>\n\n--=_b--\nepilogue\n`,
  ),
  'empty parts': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\n\n--x\nA: b\n--x\nA: b\n\n--x\n\n\n--x--`,
  ),
  unterminated: crlf(`${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x\n\ntwo\n`),
  'never delimited': crlf(`${HEAD}Content-Type: multipart/mixed; boundary=x\n\nnothing\n`),
  'end before any part': crlf(`${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x--\n--x\n\none\n--x--\n`),
  'prefix boundaries': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n--ab\n\none\n--abc\n--ab \t\n\ntwo\n--ab--\n--a\n\nthree\n--a--x\n--a--\n`,
  ),
  'hyphens in boundaries': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a--\n\n--a--\n\none\n`,
  ),
  'inner repeats outer': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\none\n--x--\n--x--\n`,
  ),
  'same boundary one after another': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\none\n--y--\n--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\ntwo\n--y--\n--x--\n`,
  ),
  'outer ends inner': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\none\n--x\n\ntwo\n--x--\n`,
  ),
  'empty part before an outer delimiter': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/digest; boundary=y\n\n--y\n\n--x\n\ntwo\n--x--\n`,
  ),
  'message in a part': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\n\nsee below\n--x\nContent-Type: message/rfc822\n\nSubject: in\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\none\n--y\nContent-Type: message/rfc822\n\nSubject: deeper\n\ntwo\n--y--\n--x--\n`,
  ),
  'message as the whole': crlf(`Content-Type: message/rfc822\n\nSubject: in\n\nbody\n`),
  'message without a body': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\nSubject: in\n--x\nContent-Type: message/rfc822\n\n--x\nContent-Type: message/rfc822\n--x\nContent-Type: message/rfc822\n\nSubject: in\n\n--x--\n`,
  ),
  'encoded message': crlf(
    `${HEAD}Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW4=\n`,
  ),
  'global message': crlf(`${HEAD}Content-Type: message/global\nContent-Transfer-Encoding: 8bit\n\nSubject: ü\n\nü\n`),
  digest: crlf(
    `${HEAD}Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: one\n\n1\n--x\nContent-Type: text/plain\n\ntwo\n--x\nno field\n--x\n\nno field\n--x--\n`,
  ),
  'no boundary': crlf(`${HEAD}Content-Type: multipart/mixed\n\n--x\n\none\n--x--\n`),
  'boundary by RFC 2231': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary*0*=us-ascii'en'x%3D; boundary*1=y\n\n--x=y\n\none\n--x=y--\n`,
  ),
  'bad content type': crlf(`${HEAD}Content-Type: nonsense; charset=utf-8\n\none\n`),
  'delimiter lookalikes': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n --x\n--x\n\n-\n--\n---x\n--x-\n--x --\n-- x\nq --x\n--X\n--x--\n--x\n`,
  ),
  'doubled CR': `${crlf(`${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x`)}\r\r\n\r\none\r\n--x--\r\r\n`,
  'long lines': crlf(
    `${HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\n\n--${'y'.repeat(2500)}\n${'z'.repeat(1500)}\n--x--\n`,
  ),
};

export const sample = (name: keyof typeof SAMPLES): Buffer => Buffer.from(SAMPLES[name] as string);
