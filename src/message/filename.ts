import { MAX_FILENAME } from './limits.js';
import { hasParameter, parameter } from './parameter.js';
import type { Part } from './types.js';

/** Controls, and the marks that reorder text and so hide an extension. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function safeName(name: string): string | null {
  const clean = name.replace(HIDDEN, '').replace(/[/\\]/g, '_').trim();
  if (clean === '' || clean === '.' || clean === '..') return null;
  if (clean.length <= MAX_FILENAME) return clean;
  // The extension says what the file is, so the middle goes.
  const extension = /\.[^.]{1,20}$/.exec(clean)?.[0] ?? '';
  return clean.slice(0, MAX_FILENAME - extension.length).replace(/[\ud800-\udbff]$/, '') + extension;
}

/**
 * The file name of a part, from Content-Disposition or else from Content-Type's `name` (RFC 2183 §2.3), decoded
 * (RFC 2231, RFC 2047), without path separators and controls, at most 255 characters; null when it has none.
 */
export function filenameOf(part: Part): string | null {
  const name = parameter(part.dispositionParams, 'filename') ?? parameter(part.params, 'name');
  return name === undefined ? null : safeName(name);
}

/** True when a part has a file name; does not decode it. */
export function isNamed(part: Part): boolean {
  return hasParameter(part.dispositionParams, 'filename') || hasParameter(part.params, 'name');
}
