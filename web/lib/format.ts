import type { AddressJson } from './types.js';

const count = new Intl.NumberFormat(undefined);
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const precise = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const year = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export const formatCount = (value: number): string => count.format(value);

/** Bytes in the unit that a person would use: `812 B`, `3.4 KB`, `1.2 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 1024 * 1000 ? [bytes / 1024, 'KB'] : [bytes / 1024 ** 2, 'MB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** For a list: the hour today, the day this year, else the date. */
export function formatWhen(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (date.toDateString() === now.toDateString()) return hour.format(date);
  return (date.getFullYear() === now.getFullYear() ? day : year).format(date);
}

export const formatClock = (iso: string): string => clock.format(new Date(iso));
/** To the millisecond, for what happens close together. */
export const formatPrecise = (iso: string): string => precise.format(new Date(iso));
export const formatFull = (iso: string): string => full.format(new Date(iso));

/** `Ann Lee`, or the address when there is no name. */
export const nameOf = (address: AddressJson | undefined): string => address?.name || address?.address || '';

/** `Ann Lee <ann@example.org>` */
export const printAddress = ({ name, address }: AddressJson): string => (name ? `${name} <${address}>` : address);

export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${formatCount(value)} ${value === 1 ? one : many}`;
