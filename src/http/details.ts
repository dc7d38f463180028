import type { Detail } from '../message/detail.js';
import type { Message } from '../store/store.js';
import { readSlowly } from './bytes.js';
import type { Context } from './context.js';

/** The decoded message, from the cache of details when it is there. */
export const readDetail = ({ details, store }: Pick<Context, 'details' | 'store'>, message: Message): Promise<Detail> =>
  details.detail(message.id, message.size, message.structure, () => readSlowly(store, message.id));
