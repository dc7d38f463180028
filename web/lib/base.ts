/** The base path of the page, with a slash at both ends: `/`, or `/mail/` behind a proxy. Read from `<base>`. */
export const basePath: string = typeof document === 'undefined' ? '/' : new URL('.', document.baseURI).pathname;

/** An address below the base path, e.g. `url('api/info')`. */
export const url = (path: string): string => basePath + path;

/** Where a message's resource is: `messageUrl(id, 'html')`. */
export const messageUrl = (id: string, resource = ''): string =>
  url(`api/messages/${encodeURIComponent(id)}${resource && `/${resource}`}`);

/** The decoded bytes of a MIME part; the root of a multipart has an empty path and no bytes of its own. */
export const partUrl = (id: string, path: string, download = false): string =>
  `${messageUrl(id, `parts/${path}`)}${download ? '?download=1' : ''}`;
