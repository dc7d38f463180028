import { describe, expect, it } from 'vitest';
import { mainLinks, mayOpen } from './links.js';
import type { LinkJson } from './types.js';

const link = (url: string, kind: LinkJson['kind'] = 'link'): LinkJson => ({ url, kind, text: url, where: 'html' });
const urls = (links: LinkJson[]): string[] => mainLinks(links).map(({ url }) => url);

describe('main links', () => {
  it('are buttons first and unsubscribing last', () => {
    const all = [link('https://u.org', 'unsubscribe'), link('https://a.org'), link('https://b.org', 'button')];
    expect(urls(all)).toEqual(['https://b.org', 'https://a.org', 'https://u.org']);
  });

  it('name each address once, as its most prominent self', () => {
    const all = [link('https://a.org'), link('https://b.org'), link('https://b.org', 'button')];
    expect(urls(all)).toEqual(['https://b.org', 'https://a.org']);
  });

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//x.org',
  ])('never open %s', (url) => {
    expect(mayOpen(url)).toBe(false);
    expect(urls([link(url)])).toEqual([]);
  });
});
