import { base64, header, lines, type Sample, word } from './sample.js';

export const rightToLeft: Sample = {
  id: 'right-to-left',
  name: 'Right-to-left text',
  about: 'Arabic and Hebrew with Latin words and digits between them, and a file name that hides its ending.',
  *message(facts) {
    yield header(
      facts,
      `${word('رمز التحقق: 493021')} ${word(' — קוד אימות')}`,
      'Content-Type: multipart/mixed; boundary="outer"',
    );
    yield lines(
      '',
      '--outer',
      'Content-Type: multipart/alternative; boundary="choice"',
      '',
      '--choice',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      ...base64(Buffer.from('مرحبا Ann،\nرمز التحقق الخاص بك هو 493021.\n\nשלום Ann,\nקוד האימות שלך הוא 493021.\n')),
      '--choice',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      ...base64(
        Buffer.from(
          '<html lang="ar" dir="rtl"><body><p>مرحبا <bdi>Ann</bdi>، رمز التحقق هو <b>493021</b>.</p><p lang="he">קוד האימות שלך הוא <b>493021</b>.</p></body></html>',
        ),
      ),
      '--choice--',
      '--outer',
      'Content-Type: application/octet-stream',
      // A right-to-left override: shown as “invoice-exe.pdf”.
      `Content-Disposition: attachment; filename*=utf-8''invoice-${encodeURIComponent('\u202e')}fdp.exe`,
      'Content-Transfer-Encoding: base64',
      '',
      ...base64(Buffer.from('not a program')),
      '--outer--',
    );
  },
};
