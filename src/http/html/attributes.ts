import { rewriteCss } from './css.js';
import { escapeHtml, type Piece } from './pieces.js';
import { linkUrl, resourceUrl } from './urls.js';

export type Attribute = readonly [name: string, value: string];

const NAME = /^[a-z_][\w:.-]*$/;
/** Besides all `on…`: what runs, sends, submits or opens something. */
const DROPPED = new Set([
  'srcdoc',
  'ping',
  'action',
  'formaction',
  'target',
  'rel',
  'download',
  'nonce',
  'is',
  'manifest',
  'autofocus',
  'http-equiv',
  'imagesrcset',
  'data',
  'codebase',
  'archive',
  'profile',
]);
const RESOURCES = new Set(['src', 'background', 'poster', 'lowsrc', 'dynsrc', 'xlink:href']);

/** The attributes of one element, cleaned and written. */
export function writeAttributes(tag: string, attributes: readonly Attribute[], remote: boolean): Piece[] {
  const link = tag === 'a' || tag === 'area';
  const pieces: Piece[] = [];
  const written = new Set<string>();
  // One by one: a list of a million pieces is too long for the arguments of one call.
  const putAll = (name: string, value: readonly Piece[]) => {
    pieces.push(` ${name}="`);
    for (const piece of value) pieces.push(piece);
    pieces.push('"');
  };
  const put = (name: string, value: Piece) => putAll(name, [value]);
  for (const [name, value] of attributes) {
    if (!NAME.test(name) || name.startsWith('on') || DROPPED.has(name) || written.has(name)) continue;
    // Of two with one name, browsers take the first.
    written.add(name);
    if (name === 'style') {
      putAll(name, rewriteCss(value, (url) => resourceUrl(url, remote)).map(escapePiece));
    } else if (name === 'href' && link) {
      const url = linkUrl(value);
      if (url === undefined) continue;
      put(name, escapeHtml(url));
      if (url.startsWith('#')) put('target', '_self');
      else put('rel', 'noopener noreferrer');
    } else if (name === 'href' || RESOURCES.has(name)) {
      const url = resourceUrl(value, remote);
      if (url !== undefined) put(name, escapePiece(url));
    } else if (name === 'srcset') {
      if (remote) put(name, escapeHtml(value));
    } else {
      put(name, escapeHtml(value));
    }
  }
  return pieces;
}

const escapePiece = (piece: Piece): Piece => (typeof piece === 'string' ? escapeHtml(piece) : piece);
