import { benchCapture } from './capture/index.js';
import { benchDom } from './dom.js';
import { benchDurable } from './durable.js';
import { benchImap } from './imap/index.js';
import { benchJsonStart } from './json-start.js';
import { type Figure, holds, line } from './lib/figure.js';
import { benchList } from './list.js';
import { benchSearch } from './search.js';
import { benchStall } from './stall.js';
import { benchStart } from './start.js';
import { benchWait } from './wait.js';

const benches: Record<string, () => Promise<Figure[]>> = {
  capture: () => benchCapture(),
  durable: () => benchDurable(),
  'json-start': () => benchJsonStart(),
  wait: () => benchWait(),
  dom: () => benchDom(),
  list: () => benchList(),
  search: () => benchSearch(),
  start: () => benchStart(),
  stall: () => benchStall(),
  imap: () => benchImap(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in benches));
if (unknown) {
  console.error(`There is no benchmark ${JSON.stringify(unknown)}; there are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
let missed = 0;
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const figure of await bench()) {
    if (!holds(figure)) missed++;
    console.log(line(figure));
  }
}
process.exit(missed > 0 ? 1 : 0);
