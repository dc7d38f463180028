import { z } from 'zod';
import type { OutboxItem } from '../../store/outbox.js';

/** By whom mail was let out that a person or an API released. */
export const BY_HAND = 'release';

/** What the outbox keeps for the relay with each item. */
const ordersSchema = z.object({
  /** `release`, or the rule's name behind `rule:`. */
  by: z.string(),
  /** A relay's name, or `mx`. */
  via: z.string(),
  /** `""` is the null reverse-path. */
  reversePath: z.string(),
  /** RFC 3461. */
  ret: z.string().nullable(),
  envid: z.string().nullable(),
  /** The message came with SMTPUTF8 and needs it. */
  utf8: z.boolean(),
  /** From field instead of the message's own. */
  from: z.string().nullable(),
  /** The message stays here after it has been delivered. */
  keep: z.boolean(),
});

export type Orders = z.output<typeof ordersSchema>;

/** @throws ZodError when another version wrote what this one does not understand */
export const ordersOf = (item: Pick<OutboxItem, 'orders'>): Orders => ordersSchema.parse(item.orders);

export const isAutomatic = ({ by }: Pick<Orders, 'by'>): boolean => by !== BY_HAND;
