import { describe, expect, it } from 'vitest';
import { createHostCheck } from './hosts.js';

describe('createHostCheck', () => {
  const allowed = createHostCheck('box.lan', ['mail.example.org', '*.test.example', 'Upper.Example']);

  it.each([
    'localhost',
    'LOCALHOST:8025',
    'localhost.',
    'app.localhost:8025',
    '127.0.0.1',
    '127.0.0.1:8025',
    '192.168.1.7:80',
    '[::1]:8025',
    '[::1]',
    '[fe80::1]:1',
    'box.lan:8025',
    'mail.example.org',
    'mail.example.org:443',
    'a.test.example',
    'upper.example',
  ])('answers to %s', (host) => {
    expect(allowed(host)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:8025',
    'localhost.evil.example',
    'notlocalhost',
    'xlocalhost:8025',
    '127.0.0.1.evil.example',
    '127.0.0.1:80@evil.example',
    'user@localhost',
    'test.example',
    'xmail.example.org',
    '[::1].evil.example',
    '[evil]',
    'localhost:8025:1',
    'localhost/evil',
    '0x7f.1',
  ])('does not answer to %s', (host) => {
    expect(allowed(host)).toBe(false);
  });
});
