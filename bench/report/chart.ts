import type { Figure } from '../lib/figure.js';
import { number } from '../lib/figure.js';

const WIDTH = 720;
const LABEL = 250;
const ROW = 26;
const BAR = 16;

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Bars for figures of one unit, as an SVG that is readable on light and dark. */
export function bars(title: string, figures: readonly Figure[]): string {
  const most = Math.max(...figures.map(({ value }) => value));
  const rows = figures.map(({ what, value, unit }, at) => {
    const y = 36 + at * ROW;
    const length = Math.max(1, ((WIDTH - LABEL - 110) * value) / most);
    const ours = /Restante/.test(what);
    return [
      `<text x="${LABEL - 10}" y="${y + 13}" text-anchor="end" class="label">${xml(what)}</text>`,
      `<rect x="${LABEL}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="2" class="${ours ? 'ours' : 'theirs'}"/>`,
      `<text x="${(LABEL + length + 8).toFixed(1)}" y="${y + 13}" class="value">${number(value)} ${unit}</text>`,
    ].join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${44 + figures.length * ROW}" role="img" aria-label="${xml(title)}">`,
    '<style>',
    'text{font:13px system-ui,sans-serif;fill:#333}.title{font-weight:600}.ours{fill:#c2410c}.theirs{fill:#94a3b8}',
    '@media(prefers-color-scheme:dark){text{fill:#ddd}.theirs{fill:#64748b}.ours{fill:#fb923c}}',
    '</style>',
    `<text x="0" y="18" class="title">${xml(title)}</text>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}
