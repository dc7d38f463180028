/** RFC 3339 as Go writes it: zeros at the end of the fraction are left out. */
export function goTime(time: number, eastMinutes = 0): string {
  const shown = new Date(time + eastMinutes * 60_000).toISOString().replace(/\.?0+Z$/, 'Z');
  if (eastMinutes === 0) return shown;
  const pad = (number: number) => String(number).padStart(2, '0');
  const ahead = Math.abs(eastMinutes);
  return shown.replace('Z', `${eastMinutes < 0 ? '-' : '+'}${pad(Math.floor(ahead / 60))}:${pad(ahead % 60)}`);
}
