/** A command that is answered `-ERR`. */
export class Refused extends Error {
  constructor(
    message: string,
    /** Response code in the brackets (RFC 2449 §8): `IN-USE`, `AUTH`, `SYS/TEMP` … */
    readonly code?: string,
    /** The connection ends behind the response. */
    readonly bye = false,
  ) {
    super(message);
  }
}

/** … because it is none, or is written wrongly. */
export class Mistaken extends Refused {}
