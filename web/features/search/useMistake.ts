import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../lib/api.js';
import { messagesQuery, type Place } from '../../lib/queries.js';

export interface Mistake {
  readonly text: string;
  /** Where in the query, from 0; null when the server names no place. */
  readonly at: number | null;
  readonly length: number;
}

/** What the server objects to in the query of a place. */
export function useMistake(place: Place): Mistake | undefined {
  const { error } = useQuery(messagesQuery(place));
  if (!place.query || !(error instanceof ApiError) || error.status !== 400) return undefined;
  const { detail, title, column, length } = error.problem;
  return { text: detail ?? title, at: column === undefined ? null : column - 1, length: Math.max(1, length ?? 1) };
}
