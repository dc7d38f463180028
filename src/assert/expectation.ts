import type { z } from 'zod';
import type { Address } from '../message/types.js';

/** What expectations are checked against: a message decoded, as a reader sees it. */
export interface AssertedMessage {
  readonly subject: string;
  readonly from: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  /** RCPT TO. */
  readonly recipients: readonly string[];
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly text: string | null;
  readonly html: string | null;
  readonly links: readonly { readonly url: string; readonly text: string }[];
  readonly codes: readonly string[];
  readonly attachments: readonly AssertedAttachment[];
  readonly tags: readonly string[];
  /** Bytes of the raw message. */
  readonly size: number;
}

export interface AssertedAttachment {
  readonly filename: string;
  readonly contentType: string;
  /** Bytes, decoded. */
  readonly size: number;
  /** Of the decoded bytes, in hexadecimal; null when there are too many to hash. */
  sha256(): Promise<string | null>;
}

/** One thing that was expected, and whether it is so. */
export interface Check {
  /** Where it stands in the document: `subject.contains`. */
  readonly path: string;
  readonly pass: boolean;
  readonly expected: unknown;
  readonly actual: unknown;
  /** For people, when it is not so: `differs at character 9: …`. */
  readonly detail?: string;
}

/** A kind of expectation: one key of `expect`. A new kind is a new file in `expectations/` and its line in the index. */
export interface Expectation<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** Checks in the order in which they are written. `expected` is what the schema made of the document. */
  check(expected: z.output<Schema>, message: AssertedMessage): Promise<Check[]> | Check[];
}

/** Declares a kind; the type of what is expected follows from the schema. */
export const expectation = <Schema extends z.ZodType>(definition: Expectation<Schema>): Expectation<Schema> =>
  definition;

/** The checks below a name. */
export const under = (name: string, checks: readonly Check[]): Check[] =>
  checks.map((check) => ({ ...check, path: check.path === '' ? name : `${name}.${check.path}` }));
