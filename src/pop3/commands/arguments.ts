import { MAX_DIGITS } from '../limits.js';
import { Mistaken } from '../refused.js';

const DIGITS = new RegExp(`^\\d{1,${MAX_DIGITS}}$`);

/** @throws Mistaken when there is an argument */
export function none(argument: string, command: string): void {
  if (argument.trim() !== '') throw new Mistaken(`${command} has no argument`);
}

/** A number in digits. @throws Mistaken */
export function number(text: string, what: string): number {
  if (!DIGITS.test(text)) throw new Mistaken(`${what} is missing, or is no number in digits`);
  return Number(text);
}

/** The number of a message. @throws Mistaken when there is another argument, or none */
export const messageNumber = (argument: string): number => number(argument.trim(), 'The number of a message');

/** … or null when there is no argument. */
export const optionalMessageNumber = (argument: string): number | null =>
  argument.trim() === '' ? null : messageNumber(argument);
