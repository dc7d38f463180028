import { benchCapture } from './capture/index.js';
import { benchDom } from './dom.js';
import { benchDurable } from './durable.js';
import { benchImap } from './imap/index.js';
import { benchJsonStart } from './json-start.js';
import { type Figure, holds, line } from './lib/figure.js';
import { benchList } from './list.js';
import { benchPeers } from './peers/index.js';
import { benchPostgres } from './postgres.js';
import { benchRelay } from './relay.js';
import { writeReport } from './report/index.js';
import { keepSection, keptSection, type Section } from './report/section.js';
import { benchSearch } from './search.js';
import { benchStall } from './stall.js';
import { benchStart } from './start.js';
import { benchWait } from './wait.js';

/** Each benchmark: its name on the command line, its title, and what runs it. */
const benches: readonly [name: string, title: string, run: () => Promise<Figure[]>][] = [
  ['capture', 'Capture into memory', () => benchCapture()],
  ['durable', 'Capture into a data folder', () => benchDurable()],
  ['postgres', 'Capture into PostgreSQL, and what is read from it', () => benchPostgres()],
  ['peers', 'Beside the peers', () => benchPeers()],
  ['wait', 'From 250 OK to a waiting test', () => benchWait()],
  ['dom', 'From 250 OK to the page', () => benchDom()],
  ['list', 'Lists of a full store', () => benchList()],
  ['search', 'Searches', () => benchSearch()],
  ['imap', 'IMAP', () => benchImap()],
  ['start', 'Start', () => benchStart()],
  ['json-start', 'Start with a full data folder', () => benchJsonStart()],
  ['relay', 'Mail on its way out', () => benchRelay()],
  ['stall', 'Huge and hostile mail', () => benchStall()],
];

const REPORT = 'report';
const names = benches.map(([name]) => name);
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => name !== REPORT && !names.includes(name));
if (unknown) {
  console.error(`There is no benchmark ${JSON.stringify(unknown)}; there are: ${[...names, REPORT].join(', ')}.`);
  process.exit(2);
}

const sections: Section[] = [];
for (const [name, title, run] of benches) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try {
    const figures = await run();
    for (const figure of figures) console.log(line(figure));
    sections.push({ name, title, figures });
  } catch (error) {
    const failure = String(error).split('\n')[0] as string;
    console.error(`${name} could not be run: ${failure}`);
    sections.push({ name, title, figures: [], failure });
  }
}
for (const section of sections) keepSection(section);
// The report is of all, the latest run of each.
if (wanted.length === 0 || wanted.includes(REPORT)) {
  const latest = benches.map(
    ([name, title]) => keptSection(name) ?? { name, title, figures: [], failure: 'not run on this machine.' },
  );
  console.log(`Written to ${await writeReport(latest)}.`);
}
const fine = sections.every(({ figures, failure }) => failure === undefined && figures.every(holds));
process.exit(fine ? 0 : 1);
