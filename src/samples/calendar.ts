import { base64, type Facts, header, lines, type Sample } from './sample.js';

const address = (mailbox: string): string => /<([^<>]*)>/.exec(mailbox)?.[1] ?? mailbox;

/** iCalendar (RFC 5545) for an invitation by mail (RFC 6047). */
const invitation = ({ from, to, date, messageId }: Facts): string[] => {
  const utc = (time: number) => `${new Date(time).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
  const start = date.getTime() + 86_400_000;
  return [
    'BEGIN:VCALENDAR',
    'PRODID:-//Restante//Sample//EN',
    'VERSION:2.0',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:${messageId}`,
    `DTSTAMP:${utc(date.getTime())}`,
    `DTSTART:${utc(start)}`,
    `DTEND:${utc(start + 1_800_000)}`,
    'SUMMARY:Tea with the postmaster',
    'LOCATION:Counter 3',
    `ORGANIZER:mailto:${address(from)}`,
    `ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:${address(to)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
};

export const calendar: Sample = {
  id: 'calendar',
  name: 'Calendar invitation',
  about: 'The invitation is a third alternative beside text and HTML, and once more a file.',
  *message(facts) {
    yield header(facts, 'Invitation: Tea with the postmaster', 'Content-Type: multipart/mixed; boundary="outer"');
    yield lines(
      '',
      '--outer',
      'Content-Type: multipart/alternative; boundary="choice"',
      '',
      '--choice',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Tea with the postmaster, tomorrow at counter 3.',
      '--choice',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Tea with the <b>postmaster</b>, tomorrow at counter 3.</p>',
      '--choice',
      'Content-Type: text/calendar; charset=utf-8; method=REQUEST; component=VEVENT',
      '',
      ...invitation(facts),
      '--choice--',
      '--outer',
      'Content-Type: application/ics; name="invite.ics"',
      'Content-Disposition: attachment; filename="invite.ics"',
      'Content-Transfer-Encoding: base64',
      '',
      ...base64(lines(...invitation(facts))),
      '--outer--',
    );
  },
};
