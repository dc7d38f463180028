import type { Request, Response } from 'express';
import type { Config } from '../../config/schema.js';
import type { Look } from '../../journey/recorder.js';
import type { Context } from '../context.js';

/** Whose API an endpoint stands in for. */
export type Peer = 'mailpit' | 'mailhog' | 'maildev';

/** Methods that the peers' APIs have. */
export type PeerMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** `'/view/{id}.html'` → `'id'`. */
type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

/** What a handler gets. The peers pass over parameters that they do not know, so nothing here is checked beforehand. */
export interface PeerCall<Params extends string = never> {
  readonly context: Context;
  readonly req: Request;
  readonly res: Response;
  readonly params: Readonly<Record<Params, string>>;
  /** The query of the address; of a repeated parameter the first, as Go and Express clients expect. */
  readonly query: URLSearchParams;
}

/** One endpoint of a peer, served by our own store calls. */
export interface Endpoint<Path extends string = string> {
  readonly peer: Peer;
  readonly method: PeerMethod;
  /** `{name}` stands for one segment, or a part of one. */
  readonly path: Path;
  /** What differs from the peer, in one sentence for `docs/drop-in.md`; `''` when nothing does. */
  readonly differs: string;
  /** The token of an inbox is good for it: it reaches nothing but `context.store`, which then has that inbox only. */
  readonly scoped?: true;
  /** What of the message `{id}` a reader gets by it. */
  readonly opens?: Look;
  /** It deletes although its method does not say so. */
  readonly deletes?: true;
  /** Of a path that two peers have: whether this request is for this one. Without it, all that come so far are. */
  applies?(call: Pick<PeerCall, 'context' | 'req' | 'query'>): boolean;
  /** Largest body that it reads, bytes; without it none is read. */
  readonly body?: number | ((config: Config) => number);
  /** Answers by itself, or returns what is sent as JSON with 200. Errors become answers in the peer's own form. */
  handle(call: PeerCall<ParamNames<Path>>): unknown;
}

/** Declares an endpoint; the type of its parameters follows from its path. */
export const endpoint = <const Path extends string>(definition: Endpoint<Path>): Endpoint =>
  definition as unknown as Endpoint;

/** An answer of a peer that is not a success; how it is written is the peer's business. */
export class PeerError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'PeerError';
  }
}
