/**
 * Endpoints of the peers that the token of an inbox is good for: they reach nothing but `context.store`, which then has
 * that inbox only. Tokens get no other.
 */
export const scopedEndpoints = [
  { method: 'get', path: '/api/v1/messages' },
  { method: 'put', path: '/api/v1/messages' },
  { method: 'delete', path: '/api/v1/messages' },
  { method: 'get', path: '/api/v1/search' },
  { method: 'delete', path: '/api/v1/search' },
  { method: 'get', path: '/api/v1/message/{id}' },
  { method: 'get', path: '/api/v1/message/{id}/headers' },
  { method: 'get', path: '/api/v1/message/{id}/raw' },
  { method: 'get', path: '/api/v1/message/{id}/part/{part}' },
  { method: 'get', path: '/api/v1/tags' },
  { method: 'put', path: '/api/v1/tags' },
  { method: 'get', path: '/view/{id}' },
] as const;
