import { expect, test } from 'vitest';
import { findLink, type LinkMatch } from './links.js';
import type { Link } from './types.js';

const links: Link[] = [
  { url: 'https://app.example/logo', text: '', where: 'html', kind: 'image' },
  { url: 'https://app.example/help', text: 'Help', where: 'html', kind: 'link' },
  { url: 'https://app.example:8443/reset?token=Ab', text: 'Reset password', where: 'html', kind: 'button' },
  { url: 'https://news.example/off', text: 'Unsubscribe', where: 'html', kind: 'unsubscribe' },
  { url: 'mailto:help@app.example', text: 'mail us', where: 'html', kind: 'link' },
];
const [logo, help, reset, off] = links as [Link, Link, Link, Link];
const everywhere = /app/g;

test.each<[LinkMatch | undefined, Link | undefined]>([
  [undefined, reset],
  ['reset PASSWORD', reset],
  ['token=Ab', reset],
  [/\/help$/, help],
  [/^unsub/i, off],
  [everywhere, logo],
  [{ text: 'help' }, help],
  [{ host: 'news.example' }, off],
  [{ host: 'APP.example:8443' }, reset],
  [{ host: 'app.example', text: /reset/i }, reset],
  [{ host: 'other.example' }, undefined],
  ['nowhere', undefined],
])('%s finds its link', (match, link) => {
  expect(findLink(links, match)).toBe(link);
});

test('an expression with a memory finds the same again', () => {
  expect(findLink(links, everywhere)).toBe(findLink(links, everywhere));
});

test('without a button the first link that does not unsubscribe', () => {
  expect(findLink([off, help])).toBe(help);
  expect(findLink([off])).toBeUndefined();
});
