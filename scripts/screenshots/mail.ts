import type { SendMailOptions } from 'nodemailer';

/** A mail, and how long ago it arrived, in minutes. */
export interface Arrival {
  readonly minutes: number;
  readonly mail: SendMailOptions;
}

/** Mail of a day in an invented company's test system, oldest first, for the screenshots. */
export const MAIL: readonly Arrival[] = [
  {
    minutes: 3100,
    mail: {
      from: 'Northwind Ferries <bookings@northwind-ferries.example>',
      to: 'Ines Marques <ines@example.org>',
      subject: 'Your boarding pass: Aveiro to Porto, Friday 07:40',
      text: 'Please have the pass ready at gate 3. Boarding closes ten minutes before departure.',
      attachments: [{ filename: 'boarding-pass.pdf', content: Buffer.alloc(48_000, '%PDF-1.7 boarding pass\n') }],
    },
  },
  {
    minutes: 1540,
    mail: {
      from: 'Build <ci@builds.example>',
      to: 'dev@example.org',
      subject: 'main is green again: 1,284 tests in 2 min 11 s',
      text: 'Commit 4f9d4e4 by Tomasz fixed the build. It had been red for 38 minutes.',
    },
  },
  {
    minutes: 412,
    mail: {
      from: 'Juniper & Rye <hello@juniper-rye.example>',
      to: 'Newsletter <readers@example.org>',
      subject: 'Sourdough in November: five loaves, one starter',
      text: 'Cold kitchens need patience. Read how we bake when the room has 17 degrees.',
      html: '<h1>Sourdough in November</h1><p>Cold kitchens need patience. <a href="https://juniper-rye.example/n/41">Read how we bake</a></p><img src="https://juniper-rye.example/loaf.jpg" alt="A loaf">',
      list: { unsubscribe: { url: 'https://juniper-rye.example/u/9c', comment: 'Unsubscribe' } },
    },
  },
  {
    minutes: 236,
    mail: {
      from: 'Кирилл Орлов <kirill@example.org>',
      to: 'ines@example.org',
      subject: 'Протокол встречи и план на декабрь',
      text: 'Добрый день! Во вложении протокол. Пожалуйста, проверьте пункт 3.',
      attachments: [{ filename: 'протокол.txt', content: 'Пункт 1\nПункт 2\nПункт 3\n' }],
    },
  },
  {
    minutes: 121,
    mail: {
      from: 'Payments <no-reply@fjordpay.example>',
      to: 'Ann Lee <ann@example.org>',
      subject: 'Receipt for order A-20741',
      text: 'Thank you, Ann. 3 items, 84.50 EUR, paid by card ending in 4242.',
      html: '<p>Thank you, Ann.</p><table><tr><td>3 items</td><td align="right">84.50 EUR</td></tr></table><p><a href="https://fjordpay.example/orders/A-20741">See your order</a></p>',
      attachments: [{ filename: 'receipt-A-20741.pdf', content: Buffer.alloc(21_300, '%PDF-1.7 receipt\n') }],
      headers: { 'X-Tags': 'billing' },
    },
  },
  {
    minutes: 64,
    mail: {
      from: 'Lagerverwaltung <lager@example.org>',
      to: 'einkauf@example.org',
      cc: 'ines@example.org',
      subject: 'Bestand niedrig: Schrauben M4 (Größe 20 mm)',
      text: 'Es sind noch 140 Stück im Regal. Der Mindestbestand ist 500.',
    },
  },
  {
    minutes: 17,
    mail: {
      from: 'Fjordpay <security@fjordpay.example>',
      to: 'Bob Okafor <bob@example.org>',
      subject: 'Your sign-in code',
      text: 'Your sign-in code is 730 514. It is good for ten minutes.\nIf that was not you, change your password.',
    },
  },
  {
    minutes: 4,
    mail: {
      from: 'Fieldnotes <team@fieldnotes.example>',
      to: 'ines@example.org',
      envelope: { from: 'bounces+7a1f@mailer.fieldnotes.example', to: ['ines@example.org', 'archive@example.org'] },
      subject: 'Tomasz mentioned you in “Release 2.4”',
      text: '“@ines can you look at the migration before we ship?” Reply: https://fieldnotes.example/d/2481#c19',
      html: '<p><b>Tomasz</b> mentioned you in <b>Release 2.4</b></p><blockquote>@ines can you look at the migration before we ship?</blockquote><p><a href="https://fieldnotes.example/d/2481#c19">Reply</a></p>',
    },
  },
];

const BUTTON = 'display:inline-block;background:#1d4f91;color:#ffffff;padding:12px 22px;border-radius:6px;';

/** The message that is open in the screenshots: what an application sends at a registration. */
export const WELCOME: SendMailOptions = {
  from: 'Fjordpay <welcome@fjordpay.example>',
  to: 'Ann Lee <ann@example.org>',
  bcc: 'crm@example.org',
  subject: 'Confirm your address, Ann',
  text: 'Welcome to Fjordpay. Your confirmation code is 482 913, or open https://fjordpay.example/confirm?t=8Jq2',
  html: `<!doctype html><html lang="en"><body style="margin:0;background:#f3f5f8;font-family:Helvetica,Arial,sans-serif;color:#1c2733">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0"><tr><td align="center" style="padding:28px 12px">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="max-width:520px;background:#ffffff;border-radius:10px">
<tr><td style="padding:26px 32px 0"><img src="cid:logo@fjordpay.example" width="36" height="36" alt="Fjordpay" style="vertical-align:middle"> <b style="font-size:18px">Fjordpay</b></td></tr>
<tr><td style="padding:18px 32px 0"><h1 style="font-size:23px;margin:0 0 10px">Welcome aboard, Ann</h1>
<p style="line-height:1.5;margin:0">One step is left: confirm that this address is yours. Enter the code where you signed up, or press the button.</p></td></tr>
<tr><td align="center" style="padding:22px 32px 0">Your confirmation code is<br><span style="font-size:30px;letter-spacing:6px;font-weight:bold">482 913</span></td></tr>
<tr><td align="center" style="padding:22px 32px 26px"><a href="https://fjordpay.example/confirm?t=8Jq2" style="${BUTTON}text-decoration:none;font-weight:bold">Confirm my address</a></td></tr>
<tr><td style="padding:16px 32px 24px;border-top:1px solid #e5e9ef;font-size:12px;color:#5b6775">You get this because somebody registered ann@example.org. <a href="https://fjordpay.example/not-me?t=8Jq2" style="color:#5b6775">That was not me</a><img src="https://fjordpay.example/open.gif" width="1" height="1" alt=""></td></tr>
</table></td></tr></table></body></html>`,
  attachments: [
    {
      filename: 'logo.svg',
      contentType: 'image/svg+xml',
      cid: 'logo@fjordpay.example',
      content:
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="9" fill="#1d4f91"/><path d="M6 25l8-12 6 8 4-5 6 9z" fill="#fff"/></svg>',
    },
    { filename: 'terms-2026.pdf', content: Buffer.alloc(86_000, '%PDF-1.7 terms\n') },
  ],
  headers: { 'X-Tags': 'signup' },
};
