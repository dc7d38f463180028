import { useQuery } from '@tanstack/react-query';
import { getJson } from '../../lib/api.js';
import type { SamplesAnswerJson } from '../../lib/types.js';

export type Sample = SamplesAnswerJson['samples'][number];

/** Tricky mail that the server has; none while it is on its way. */
export function useSamples(): readonly Sample[] {
  const { data } = useQuery({
    queryKey: ['samples'],
    queryFn: ({ signal }) => getJson<SamplesAnswerJson>('api/samples', signal),
  });
  return data?.samples ?? [];
}
