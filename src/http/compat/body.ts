import type { Request } from 'express';
import { z } from 'zod';
import { mediaType, tooLarge } from '../body.js';
import { PeerError } from './endpoint.js';

/** Bytes of a JSON body, which is whole in memory and read at one go. */
export const BODY_LIMIT = 5 * 1024 * 1024;

/**
 * The body, whatever its type says: the peers look at none.
 * @param limit bytes
 * @throws HttpProblem 413
 */
export async function readBody(req: Request, limit = BODY_LIMIT): Promise<Buffer> {
  const declared = Number(req.headers['content-length'] ?? 0);
  // Filled as it comes: to join tens of megabytes at the end would hold others up.
  const whole = declared > 0 && declared <= limit ? Buffer.allocUnsafeSlow(declared) : undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (size + chunk.length > limit) throw tooLarge(req, limit);
    if (whole) chunk.copy(whole, size);
    else chunks.push(chunk);
    size += chunk.length;
  }
  return whole ? whole.subarray(0, size) : Buffer.concat(chunks);
}

/**
 * A JSON body, checked.
 * @throws PeerError 400 that names the field
 */
export async function readJson<Schema extends z.ZodType>(
  req: Request,
  schema: Schema,
  limit = BODY_LIMIT,
): Promise<z.output<Schema>> {
  return parseBody(await readBody(req, limit), schema);
}

/**
 * Fields of a JSON body or of a form, checked; undefined without a body.
 * @throws PeerError 400 that names the field
 */
export async function readFields<Schema extends z.ZodType>(
  req: Request,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const bytes = await readBody(req);
  if (bytes.length === 0) return undefined;
  if (mediaType(req) !== 'application/x-www-form-urlencoded') return parseBody(bytes, schema);
  const form = new URLSearchParams(bytes.toString());
  const several = (name: string) => (form.getAll(name).length > 1 ? form.getAll(name) : form.get(name));
  return check(Object.fromEntries([...form.keys()].map((name) => [name, several(name)])), schema);
}

/** @throws PeerError 400 that names the field */
export function parseBody<Schema extends z.ZodType>(bytes: Buffer, schema: Schema): z.output<Schema> {
  try {
    return check(JSON.parse(bytes.toString()), schema);
  } catch (error) {
    if (error instanceof PeerError) throw error;
    throw new PeerError(400, `The body is not JSON: ${(error as Error).message}`);
  }
}

function check<Schema extends z.ZodType>(value: unknown, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0] ?? { path: [], message: 'not right' };
  throw new PeerError(400, path.length > 0 ? `${path.join('.')}: ${message}` : `The body is not right: ${message}`);
}

/**
 * An object whose keys may be written in any letter case and whose unknown keys are passed over, as Go's decoder has
 * it; null stands for "not given".
 */
export function anyCase<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  const fold = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const folded: Record<string, unknown> = {};
    for (const [key, each] of Object.entries(value)) {
      const name = names.get(key.toLowerCase());
      if (name !== undefined && each !== null) folded[name] = each;
    }
    return folded;
  };
  return z.preprocess(fold, z.object(shape));
}
