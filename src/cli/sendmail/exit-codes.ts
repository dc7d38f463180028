/** Exit codes of `sysexits.h`, which callers of sendmail act upon. */
export const EX = {
  OK: 0,
  /** The command line is wrong, or there are no recipients. */
  USAGE: 64,
  /** Recipients were refused. */
  NOUSER: 67,
  /** The server refused for good. */
  UNAVAILABLE: 69,
  /** It may work another time: no server, or it said so. */
  TEMPFAIL: 75,
} as const;

/** Why a message was not sent, with the exit code that says so. */
export class SendmailError extends Error {
  constructor(
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
  }
}
