import { describe, expect, it } from 'vitest';
import { forScheme } from './scheme.js';

describe('conditions on the colour scheme', () => {
  it.each([
    ['@media (prefers-color-scheme: dark) { p { color: red } }', '@media (min-width: 0) { p { color: red } }'],
    ['@media screen and ( PREFERS-COLOR-SCHEME:dark )', '@media screen and (min-width: 0)'],
    ['@media (prefers-color-scheme: light)', '@media (max-width: 0)'],
    ['p { color: red }', 'p { color: red }'],
  ])('%s', (css, expected) => expect(forScheme(css, 'dark')).toBe(expected));

  it('are decided the other way in light', () => {
    expect(forScheme('@media (prefers-color-scheme: dark)', 'light')).toBe('@media (max-width: 0)');
  });

  it('are left to the browser without a scheme', () => {
    expect(forScheme('@media (prefers-color-scheme: dark)', undefined)).toBe('@media (prefers-color-scheme: dark)');
  });
});
