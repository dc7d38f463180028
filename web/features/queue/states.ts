import type { QueueItemJson } from '../../lib/types.js';

export type State = QueueItemJson['recipients'][number]['state'];

/** In the words of those who wait for their mail. */
export const WORDS: Record<State, string> = {
  waiting: 'Waiting',
  delivered: 'Delivered',
  failed: 'Failed',
  expired: 'Given up',
  cancelled: 'Stopped',
  uncertain: 'Unknown',
};

/** What stands for the whole item: what needs a person comes first. */
const RANK: readonly State[] = ['uncertain', 'failed', 'expired', 'waiting', 'cancelled', 'delivered'];

export function stateOf({ recipients, active }: QueueItemJson): { state: State; text: string } {
  const state = RANK.find((each) => recipients.some((recipient) => recipient.state === each)) ?? 'delivered';
  if (active) return { state: 'waiting', text: 'Being sent' };
  const tried = recipients.some((recipient) => recipient.state === 'waiting' && recipient.reply !== '');
  return { state, text: state === 'waiting' && tried ? 'Retrying' : WORDS[state] };
}

export const isBad = (state: State): boolean => state === 'failed' || state === 'expired' || state === 'uncertain';
