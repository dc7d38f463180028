/** A message to begin with in the test dialog, and to change there. */
export interface Draft {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const page = (body: string): string =>
  `<!doctype html>
<html lang="en">
<body style="margin:0;background:#f4f2ec;font:16px/1.5 sans-serif;color:#17253d">
<table role="presentation" width="100%"><tr><td align="center" style="padding:24px">
<table role="presentation" width="480" style="max-width:100%;background:#fff;border-radius:6px"><tr><td style="padding:32px">
${body}
</td></tr></table></td></tr></table>
</body>
</html>`;

export const DRAFTS: readonly Draft[] = [
  {
    name: 'Sign-in code',
    subject: 'Your verification code is 493 021',
    text: 'Hello Ann,\n\nyour verification code is 493021. It is good for ten minutes.\n\nOr open https://app.example/verify?code=493021\n',
    html: page(
      '<h1 style="font-size:22px;margin:0 0 12px">Hello Ann,</h1>\n<p>your verification code is</p>\n<p style="font:600 30px monospace;letter-spacing:4px">493021</p>\n<p>It is good for ten minutes.</p>\n<p><a href="https://app.example/verify?code=493021" style="display:inline-block;background:#1f4b8e;color:#fff;padding:10px 18px;border-radius:6px;text-decoration:none">Verify my address</a></p>',
    ),
  },
  {
    name: 'Password reset',
    subject: 'Reset your password',
    text: 'Somebody asked for a new password.\n\nhttps://app.example/reset/7f3a\n\nIf it was not you, nothing has to be done.\n',
    html: page(
      '<h1 style="font-size:22px;margin:0 0 12px">Reset your password</h1>\n<p>Somebody asked for a new password for your account.</p>\n<p><a href="https://app.example/reset/7f3a" style="display:inline-block;background:#b02a24;color:#fff;padding:10px 18px;border-radius:6px;text-decoration:none">Choose a new password</a></p>\n<p style="color:#616d82">If it was not you, nothing has to be done.</p>',
    ),
  },
  { name: 'Plain text', subject: 'A few words', text: 'Hello,\n\nonly words in this one.\n', html: '' },
];
