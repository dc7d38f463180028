/** What reply codes of SMTP mean (RFC 5321 §4.2.3, RFC 3463), said so that it can be acted upon. */
const CODES: Readonly<Record<string, string>> = {
  421: 'The server closed the connection: it is stopping, has too many clients, or waited too long.',
  450: 'The mailbox was busy; a mail program would try again later.',
  451: 'Something failed for a moment; a mail program would try again later.',
  452: 'There was no room, or there were too many recipients; a mail program would try again later.',
  454: 'Encryption or the login did not work just now.',
  500: 'The server did not understand the command.',
  501: 'The command had no usable address in it.',
  503: 'A command came before another one that has to come first.',
  504: 'That way of logging in is not offered.',
  530: 'The server wants a login first.',
  535: 'User name or password were wrong.',
  550: 'The recipient was refused for good.',
  552: 'The message is too big.',
  553: 'The address was refused for good.',
  554: 'The message was refused for good.',
};

/** What a reply means for whoever sent; null for one that is none. */
export function meaningOf(reply: string | null): string | null {
  const code = /^([45]\d\d)\b/.exec(reply ?? '')?.[1];
  if (code === undefined) return null;
  const kind = code.startsWith('4')
    ? 'Codes that begin with 4 mean: try again later.'
    : 'Codes that begin with 5 mean: do not try that again.';
  return `${CODES[code] ?? 'The server said no.'} ${kind}`;
}

/** What to do about it, beside looking at the dialogue. */
export function adviceFor(reply: string | null, stage: string): string | null {
  const code = /^([45]\d\d)\b/.exec(reply ?? '')?.[1];
  switch (code) {
    case '530':
      return 'Give your application a user name and a password, or start the server without --smtp-auth-required.';
    case '535':
      return 'Check user name and password in your application against the users that this server has.';
    case '552':
      return 'Send less, or start the server with a larger --max-message-size.';
    case '452':
      return 'Delete some mail, or let the server keep more (--max-messages, --max-bytes); or send to fewer recipients at a time.';
    case '501':
      return 'Look at the address in the dialogue: it may be empty, or have a space in it.';
    case '421':
      return stage === 'message'
        ? 'See why your application stopped talking: is it waiting for something itself?'
        : null;
    default:
      return null;
  }
}
