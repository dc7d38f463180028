import type { z } from 'zod';
import type { RestanteClient } from '../client/index.js';

/** What a tool has at hand: the client that it asks, and whether somebody still wants the answer. */
export interface Bench {
  readonly client: RestanteClient;
  readonly signal: AbortSignal;
}

/** Something that a program may have done, under a name, with parameters that say what they mean. */
export interface Tool<Input extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Strict, so that a misspelt parameter is told and does not widen what is meant. */
  readonly input: Input;
  /** `reads`: nothing changes; `adds`: something comes; `destroys`: something is gone for good. */
  readonly effect: 'reads' | 'adds' | 'destroys';
  /** Returns what is written as JSON. What it throws becomes an error with the same words. */
  run(input: z.output<Input>, bench: Bench): Promise<unknown>;
}

/** Declares a tool; the type of its input follows from the schema. */
export function tool<Input extends z.ZodType>(definition: Tool<Input>): Tool {
  return definition as unknown as Tool;
}
