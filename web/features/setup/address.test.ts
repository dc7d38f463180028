import { expect, it } from 'vitest';
import { reachableAt } from './address.js';

it.each([
  ['127.0.0.1:1025', '127.0.0.1', '1025'],
  ['[::1]:1025', 'localhost', '1025'],
  ['0.0.0.0:25', 'mail.dev.example', '25'],
  [':::2525', 'mail.dev.example', '2525'],
  ['10.1.2.3:1025', '10.1.2.3', '1025'],
])('%s', (bound, host, port) => expect(reachableAt(bound, 'mail.dev.example')).toEqual({ host, port }));

it('has nothing to tell when SMTP is off', () => expect(reachableAt(null, 'localhost')).toBeNull());
