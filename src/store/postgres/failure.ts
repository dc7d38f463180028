import { StoreError, StoreFull, StoreOutOfReach, StoreUnavailable } from '../errors.js';

/** The SQLSTATE of an error that the server reported; undefined for any other. */
export function stateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Conditions in which the server ends or refuses the connection itself: nothing is wrong with the statement. */
const AWAY = /^(?:08|57P0|53|25P0[34]|XX000)/;

/** Whether the database did not answer, so that another try may succeed; else the statement or its values are wrong. */
export function isAway(error: unknown): boolean {
  const state = stateOf(error);
  // 55P03: another node holds the lock for long; 57014: the statement took too long; 40…: it lost against another.
  return state === undefined || AWAY.test(state) || state === '55P03' || state === '57014' || state.startsWith('40');
}

/** Whether the connection is gone, so that the same on another one may succeed at once. */
export function isCut(error: unknown): boolean {
  const state = stateOf(error);
  return state === undefined ? !/timeout/i.test(String(error)) : /^(?:08|57P0|25P0[34])/.test(state);
}

/** Disk full, and no more rows or columns where they go. */
const FULL = new Set(['53100', '54000']);

/** Says an error of the database in the store's words; errors of the store pass unchanged. */
export function inDatabaseWords(error: unknown): Error {
  if (error instanceof StoreError) return error;
  const state = stateOf(error);
  if (state !== undefined && FULL.has(state)) return new StoreFull('The disk of the database is full.');
  const text =
    error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
  const said = `${text}${state === undefined ? '' : ` (${state})`}.`;
  if (isAway(error)) return new StoreOutOfReach(`The database does not answer: ${said}`, { cause: error });
  return new StoreUnavailable(`The database refuses what it was asked: ${said}`, { cause: error });
}
