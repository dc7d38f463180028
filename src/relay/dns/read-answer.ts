import type { Answer as ResourceRecord } from 'dns-packet';
import { DEFAULT_NEGATIVE_TTL, LONGEST_NEGATIVE_TTL, LONGEST_TTL, MAX_CNAMES, MAX_RECORDS } from './limits.js';
import type { Lookup, LookupRecord, LookupType } from './lookup.js';
import type { Answer } from './transport.js';

/** What an answer says about a name. */
export interface Reading {
  readonly outcome: Lookup['outcome'];
  readonly records: readonly LookupRecord[];
  /** Where the CNAMEs lead to, when its records were not in the answer; the caller asks for that. */
  readonly onward: string | null;
  /** Seconds for which it may be remembered. */
  readonly ttl: number;
  readonly error: string | null;
}

const tidy = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** Reads an answer: follows its CNAMEs (RFC 1034 §3.6.2), and tells "no such name" from "no such records" (RFC 2308). */
export function readAnswer(answer: Answer, name: string, type: LookupType): Reading {
  if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') {
    const error = `The DNS server says ${answer.rcode}.`;
    return { outcome: 'failed', records: [], onward: null, ttl: 0, error };
  }
  const all = (answer.answers ?? []).slice(0, MAX_RECORDS);
  const records: LookupRecord[] = [];
  let at = name;
  for (let step = 0; step <= MAX_CNAMES; step++) {
    const found = all.filter((record) => record.type === type && tidy(record.name) === at);
    if (found.length > 0) {
      records.push(...found.map((record) => recordOf(record, type)));
      return { outcome: 'found', records, onward: null, ttl: shortest(records), error: null };
    }
    const alias = all.find((record) => record.type === 'CNAME' && tidy(record.name) === at);
    if (alias?.type !== 'CNAME') break;
    at = tidy(alias.data);
    records.push({ name: tidy(alias.name), type: 'CNAME', data: at, ttl: ttlOf(alias) });
  }
  if (records.length > MAX_CNAMES) {
    return { outcome: 'failed', records, onward: null, ttl: 0, error: `The aliases of ${name} go round in a circle.` };
  }
  const missing = answer.rcode === 'NXDOMAIN';
  const onward = !missing && records.length > 0 && !soaOf(answer) ? at : null;
  const ttl = Math.min(shortest(records), negativeTtl(answer));
  return { outcome: missing ? 'no-domain' : 'no-data', records, onward, ttl, error: null };
}

function recordOf(record: ResourceRecord, type: LookupType): LookupRecord {
  const base = { name: tidy(record.name), type, ttl: ttlOf(record) };
  if (record.type === 'MX') {
    return { ...base, data: `${record.data.preference ?? 0} ${tidy(record.data.exchange)}` };
  }
  return { ...base, data: String((record as { data: unknown }).data) };
}

// RFC 2181 §8: with the highest bit set it counts as 0.
const ttlOf = (record: ResourceRecord): number => {
  const { ttl = 0 } = record as { ttl?: number };
  return ttl > 0 && ttl < 2 ** 31 ? ttl : 0;
};

const shortest = (records: readonly LookupRecord[]): number =>
  records.reduce((least, { ttl }) => Math.min(least, ttl), LONGEST_TTL);

function soaOf(answer: Answer) {
  return (answer.authorities ?? []).find((record) => record.type === 'SOA');
}

/** RFC 2308 §5: the lesser of the SOA's own time and its MINIMUM. */
function negativeTtl(answer: Answer): number {
  const soa = soaOf(answer);
  if (soa?.type !== 'SOA') return DEFAULT_NEGATIVE_TTL;
  return Math.min(ttlOf(soa), soa.data.minimum ?? DEFAULT_NEGATIVE_TTL, LONGEST_NEGATIVE_TTL);
}
