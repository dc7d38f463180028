import { expect, it } from 'vitest';
import type { RoutesJson } from '../../lib/types.js';
import { roadOf } from './road.js';

type Recipient = RoutesJson['recipients'][number];
const host = { name: 'mx.example.org', preference: 10, addresses: ['192.0.2.1'], port: 25 };

it.each<[Partial<Recipient>, string]>([
  [{ releasable: false }, 'not on the allow-list'],
  [{ route: null }, ''],
  [{ route: { kind: 'mx', domain: 'example.org', hosts: [host], implicit: false } }, 'to mx.example.org (10)'],
  [{ route: { kind: 'mx', domain: 'example.org', hosts: [host], implicit: true } }, 'to mx.example.org'],
  [{ route: { kind: 'smarthost', relay: 'out', host: 'smtp.example.org', port: 587 } }, 'to smtp.example.org'],
  [{ route: { kind: 'failed', permanent: true, status: '5.1.2', reason: 'No such domain.' } }, 'No such domain.'],
])('%j: %s', (recipient, text) => {
  const base = {
    address: 'a@example.org',
    copy: false,
    rule: null,
    sentTo: null,
    reason: null,
    releasable: true,
    route: null,
    lookups: [],
  };
  expect(roadOf({ ...base, ...recipient })).toBe(text);
});
