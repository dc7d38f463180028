import { z } from 'zod';

/** Answers of MailHog 1.0.1, to the letter: names, case, types, and what may be null. */

const int = z.number().int();
const strings = z.array(z.string());

/** A path of the envelope. */
export const pathShape = z.strictObject({
  Relays: strings.nullable(),
  Mailbox: z.string(),
  Domain: z.string(),
  Params: z.string(),
});

export interface ContentShape {
  Headers: Record<string, string[]>;
  Body: string;
  Size: number;
  MIME: { Parts: ContentShape[] } | null;
}
export const contentShape: z.ZodType<ContentShape> = z.strictObject({
  Headers: z.record(z.string(), strings),
  Body: z.string(),
  Size: int,
  get MIME() {
    return z.strictObject({ Parts: z.array(contentShape) }).nullable();
  },
});

export const messageShape = z.strictObject({
  ID: z.string(),
  From: pathShape,
  To: z.array(pathShape),
  Content: contentShape,
  Created: z.string(),
  MIME: z.strictObject({ Parts: z.array(contentShape) }).nullable(),
  Raw: z.strictObject({ From: z.string(), To: strings, Data: z.string(), Helo: z.string() }),
});

export const resultShape = z.strictObject({ total: int, count: int, start: int, items: z.array(messageShape) });

const float = z.number();
export const jimShape = z.strictObject({
  DisconnectChance: float,
  AcceptChance: float,
  LinkSpeedAffect: float,
  LinkSpeedMin: float,
  LinkSpeedMax: float,
  RejectSenderChance: float,
  RejectRecipientChance: float,
  RejectAuthChance: float,
});

export type PathShape = z.infer<typeof pathShape>;
