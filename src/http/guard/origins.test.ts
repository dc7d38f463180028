import { describe, expect, it } from 'vitest';
import { createOriginCheck } from './origins.js';

const check = createOriginCheck(['https://app.example', 'http://dev.example:3000/']);

describe('createOriginCheck', () => {
  it.each([
    ['no browser', {}, 'own'],
    ['our page', { origin: 'http://localhost:8025', host: 'localhost:8025' }, 'own'],
    [
      'our page, told by the browser too',
      { origin: 'http://a:1', host: 'a:1', 'sec-fetch-site': 'same-origin' },
      'own',
    ],
    ['TLS ended before us', { origin: 'https://mail.example', host: 'mail.example' }, 'own'],
    ['default port written out', { origin: 'http://mail.example', host: 'mail.example:80' }, 'own'],
    ['capitals', { origin: 'http://LOCALHOST:8025', host: 'localhost:8025' }, 'own'],
    ['typed by a person', { 'sec-fetch-site': 'none' }, 'own'],
    ['a configured origin', { origin: 'https://app.example', host: 'localhost:8025' }, 'allowed'],
    ['one with a port', { origin: 'http://dev.example:3000', host: 'localhost:8025' }, 'allowed'],
    ['the same origin without its port', { origin: 'http://dev.example', host: 'localhost:8025' }, 'foreign'],
    ['another scheme of a configured one', { origin: 'http://app.example', host: 'localhost:8025' }, 'foreign'],
    ['another port of our host', { origin: 'http://localhost:3000', host: 'localhost:8025' }, 'foreign'],
    ['another page', { origin: 'http://evil.example', host: 'localhost:8025' }, 'foreign'],
    [
      'a page that begins like ours',
      { origin: 'http://localhost:8025.evil.example', host: 'localhost:8025' },
      'foreign',
    ],
    ['a sandboxed page', { origin: 'null', host: 'localhost:8025' }, 'foreign'],
    ['nonsense', { origin: 'localhost:8025', host: 'localhost:8025' }, 'foreign'],
    ['an extension', { origin: 'moz-extension://x', host: 'x' }, 'foreign'],
    ['another site without Origin', { 'sec-fetch-site': 'cross-site' }, 'foreign'],
    ['no Host', { origin: 'http://localhost' }, 'foreign'],
  ])('%s', (_name, headers, caller) => {
    expect(check(headers)).toBe(caller);
  });
});
