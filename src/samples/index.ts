import { broken } from './broken.js';
import { calendar } from './calendar.js';
import { emoji } from './emoji.js';
import { huge } from './huge.js';
import { manyFiles } from './many-files.js';
import { nested } from './nested.js';
import { rightToLeft } from './right-to-left.js';
import type { Sample } from './sample.js';
import { winmail } from './winmail.js';

export type { Facts, Sample } from './sample.js';

/** Tricky mail to test with; a new one is a file of its own and a line here. */
export const samples: readonly Sample[] = [nested, calendar, winmail, rightToLeft, emoji, huge, manyFiles, broken];
