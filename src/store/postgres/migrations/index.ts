import type { Step } from './step.js';
import { v1 } from './v1.js';
import { v2 } from './v2.js';
import { v3 } from './v3.js';
import { v4 } from './v4.js';
import { v5 } from './v5.js';
import { v6 } from './v6.js';

/**
 * What brings a database from each version to the next, oldest first. A migration that has been released is never
 * changed; statements name tables as `@table`.
 */
export const MIGRATIONS: readonly (readonly Step[])[] = [v1, v2, v3, v4, v5, v6];
