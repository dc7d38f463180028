import { junit } from './junit.js';
import { tap } from './tap.js';
import { text } from './text.js';

/** Reporters by name. */
export const formats = { text, junit, tap } as const;
