import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Config } from '../config/schema.js';
import type { Look } from '../journey/recorder.js';
import type { Context } from './context.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** `'/api/messages/{id}'` → `'id'`. */
type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

/** One answer of a route: JSON of a schema, or bytes of a media type. */
export interface Answer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Default `application/json` with a schema, none without. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route takes as its body. A body that is not of one of these types gets 415, one too large 413. */
export interface Body<Schema extends z.ZodType> {
  /** Read and checked before the handler runs. */
  readonly json?: Schema;
  /** May be left out altogether. */
  readonly optional?: boolean;
  /** Media types that the handler reads from the request itself. */
  readonly streams?: readonly string[];
  /** Bytes of JSON, which is whole in memory; default 1 MiB. */
  readonly jsonLimit?: number;
  /** Bytes of a stream. */
  readonly streamLimit?: (config: Config) => number;
}

/** What a handler gets: everything checked and converted. */
export interface Call<Params extends string, Query, Json> {
  readonly context: Context;
  readonly req: Request;
  readonly res: Response;
  readonly params: Readonly<Record<Params, string>>;
  readonly query: Query;
  /** Undefined when there was none, or when it is streamed. */
  readonly body: Json | undefined;
}

export interface Route<
  Path extends string = string,
  Query extends z.ZodObject = z.ZodObject,
  Json extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** OpenAPI's notation: `/api/messages/{id}`. */
  readonly path: Path;
  /** `operationId`. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Heading in the documentation. */
  readonly group: string;
  /**
   * The token of an inbox is good for it: what it shows and changes comes from `context.store` alone, which then has
   * that inbox only. Without it such a token gets 403.
   */
  readonly scoped?: true;
  /** What of the message `{id}` a reader gets by it; the message's journey tells that it did. */
  readonly opens?: Look;
  readonly query?: Query;
  readonly body?: Body<Json>;
  /** Successes and the errors of its own; what every route may answer is added by the document. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Returns what is sent as JSON with the first status of `answers`, or answers itself and returns undefined. */
  handle(call: Call<ParamNames<Path>, z.output<Query>, z.output<Json>>): unknown;
}

/** Declares a route with its handler; the types of the call follow from the schemas. */
export function route<
  const Path extends string,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Json extends z.ZodType = z.ZodNever,
>(definition: Route<Path, Query, Json>): Route {
  return definition as unknown as Route;
}

/** An answer of JSON. */
export const json = (schema: z.ZodType, description: string): Answer => ({ schema, description });

/** An error of a route's own. */
export const fails = (description: string): Answer => ({ description, contentType: 'application/problem+json' });

/** The message was not there. */
export const noMessage = { 404: fails('There is no such message') } as const;
