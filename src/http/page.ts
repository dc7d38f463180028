import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { contentType } from 'mime-types';
import { PAGE_POLICY } from './guard/headers.js';
import { escapeHtml } from './html/pieces.js';
import { HttpProblem } from './problem.js';

/** Where the page is built to; seen from the source and from the build. */
const PLACES = ['../../dist/web/', '../web/'].map((place) => fileURLToPath(new URL(place, import.meta.url)));

interface File {
  readonly type: string;
  readonly bytes: Buffer;
  /** Made once, at the first request that takes it. */
  compressed?: Promise<Readonly<Record<'br' | 'gzip', Buffer>>>;
}

/**
 * Serves the page: its files by name out of a list made at the first request (so that no path can lead elsewhere), and
 * its index for every other address that a browser opens.
 * @param places folders that may hold the built page, each with a slash at its end; the first with an index is taken
 */
export function createPage(basePath: string, places: readonly string[] = PLACES): RequestHandler {
  let loading: Promise<Map<string, File>> | undefined;

  return async (req, res) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      throw new HttpProblem(405, `${req.method} is not possible here.`, {}, { allow: 'GET, HEAD' });
    }
    const path = decodeURIComponent(req.path).slice(1);
    loading ??= load(basePath, places);
    const known = path.startsWith('api/') ? undefined : await loading;
    const file = path === 'index.html' ? undefined : known?.get(path);
    if (file) return send(req, res, file, path.startsWith('assets/'));
    if (!known || !wantsHtml(req)) {
      throw new HttpProblem(404, 'There is nothing here.');
    }
    const index = known.get('index.html');
    if (!index) {
      loading = undefined;
      throw new HttpProblem(503, 'The page is not built; `npm run build` makes it. The API is there all the same.');
    }
    await send(req, res, index, false);
  };
}

/** Only who names HTML gets the page for an unknown address: programs that accept anything get their 404. */
const wantsHtml = (req: Request) => /\btext\/html\b/.test(req.headers.accept ?? '');

async function load(basePath: string, places: readonly string[]): Promise<Map<string, File>> {
  for (const place of places) {
    const names = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = new Map<string, File>();
    for (const entry of names) {
      if (!entry.isFile()) continue;
      const full = `${entry.parentPath}/${entry.name}`;
      const name = full.slice(place.length).replaceAll('\\', '/').replace(/^\/+/, '');
      const bytes = await readFile(full);
      files.set(name, {
        type: contentType(entry.name) || 'application/octet-stream',
        bytes: name === 'index.html' ? withBase(bytes, basePath) : bytes,
      });
    }
    if (files.has('index.html')) return files;
  }
  return new Map();
}

/** The page finds everything relative to its `<base>`, so that deep links and every base path work. */
function withBase(index: Buffer, basePath: string): Buffer {
  const base = `<base href="${escapeHtml(basePath)}" />`;
  const html = index.toString();
  return Buffer.from(
    /<base\b[^>]*>/.test(html) ? html.replace(/<base\b[^>]*>/, base) : html.replace('<head>', `<head>${base}`),
  );
}

async function send(req: Request, res: Response, file: File, hashed: boolean): Promise<void> {
  res.set({
    'content-type': file.type,
    'content-security-policy': PAGE_POLICY,
    // Files below assets/ carry a hash of their content in their name.
    'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  const { encoding, bytes } = await encode(req, file);
  if (encoding) res.set('content-encoding', encoding);
  res.vary('Accept-Encoding').set('content-length', String(bytes.length));
  res.end(req.method === 'HEAD' ? undefined : bytes);
}

async function encode(req: Request, file: File): Promise<{ encoding?: 'br' | 'gzip'; bytes: Buffer }> {
  const { bytes } = file;
  const accepted = req.acceptsEncodings(['br', 'gzip', 'identity']);
  if (bytes.length < 1024 || !/^(?:text\/|image\/svg|application\/(?:javascript|json|manifest))/.test(file.type)) {
    return { bytes };
  }
  if (accepted !== 'br' && accepted !== 'gzip') return { bytes };
  file.compressed ??= compress(bytes);
  return { encoding: accepted, bytes: (await file.compressed)[accepted] };
}

async function compress(bytes: Buffer) {
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 6 };
  const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes, { params: quality }), promisify(gzip)(bytes)]);
  return { br, gzip: gz };
}
