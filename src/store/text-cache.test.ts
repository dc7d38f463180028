import { describe, expect, it } from 'vitest';
import { TextCache } from './text-cache.js';

describe('the cache of texts', () => {
  it('keeps what fits, and pushes nothing out', () => {
    const cache = new TextCache(1000);
    cache.set('a', 'x'.repeat(100));
    cache.set('b', 'y'.repeat(100));
    cache.set('c', 'z'.repeat(300));
    expect(cache.get('a')).toBe('x'.repeat(100));
    expect(cache.get('b')).toBe('y'.repeat(100));
    expect(cache.get('c')).toBeUndefined();
  });

  it('has room again for what is deleted, once', () => {
    const cache = new TextCache(700);
    cache.set('a', 'x'.repeat(200));
    cache.set('a', 'other');
    expect(cache.get('a')).toBe('x'.repeat(200));
    cache.set('b', 'y'.repeat(200));
    expect(cache.get('b')).toBeUndefined();
    cache.delete('a');
    cache.delete('a');
    cache.set('b', 'y'.repeat(200));
    cache.set('c', 'z'.repeat(200));
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 'y'.repeat(200), undefined]);
    cache.clear();
    cache.set('c', 'z'.repeat(200));
    expect(cache.get('c')).toBe('z'.repeat(200));
  });
});
