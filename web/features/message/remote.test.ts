import { expect, it } from 'vitest';
import { hasRemote } from './remote.js';

it.each<[string, boolean]>([
  ['<img src="https://example.org/a.png">', true],
  ['<img src=//example.org/a.png>', true],
  ["<IMG SRC = 'HTTP://example.org/a.png'>", true],
  ['<td background="https://example.org/a.png">', true],
  ['<style>@import "https://example.org/a.css"</style>', true],
  ['<p style="background:url( https://example.org/a.png)">', true],
  ['<link rel="stylesheet" href="https://example.org/a.css">', true],
  ['<img src="cid:logo"><a href="https://example.org/">a link only</a>', false],
  ['<img src="data:image/png;base64,AAAA">', false],
])('%s', (html, remote) => expect(hasRemote(html)).toBe(remote));
