import type { EntryRecord, MessageRecord } from '../../model/records.js';
import { ownCost } from '../../model/remove.js';
import type { Place, PostgresDraft } from '../draft.js';
import { UNDIVIDED } from '../limits.js';
import { labelsOf, traitsOf } from '../traits.js';
import { Blob } from './blob.js';
import type { EntryChanges } from './flush-entries.js';
import type { Send } from './send.js';
import type { Workspace } from './workspace.js';

/** The place of a first entry in the order in which a message came to its mailboxes. */
const FIRST = 0;

/** A message's entries, oldest first. */
function entriesOf(message: MessageRecord): EntryRecord[] {
  const list: EntryRecord[] = [];
  for (let entry = message.entries; entry; entry = entry.next) list.push(entry);
  return list.reverse();
}

/** Messages that this transaction took by retention: their bytes go with their generation. */
function evictedIds({ changes }: Workspace): Set<string> {
  const taken = changes.events.flatMap((event) =>
    event.type === 'deleted' && event.reason === 'retention' ? event.ids : [],
  );
  return new Set(taken);
}

const placeOf = ({ body, generation }: PostgresDraft, { state }: Workspace): Place => ({
  body,
  generation: generation ?? state.generation,
});

function removeBytes(places: readonly Place[], send: Send): void {
  const undivided = places.filter(({ generation }) => generation === UNDIVIDED);
  const divided = places.filter(({ generation }) => generation !== UNDIVIDED);
  if (undivided.length > 0)
    send(
      'DELETE FROM @chunks WHERE body = ANY($1::uuid[])',
      undivided.map(({ body }) => body),
    );
  if (divided.length > 0)
    send(
      'DELETE FROM @parcels WHERE generation = ANY($1::integer[]) AND body = ANY($2::uuid[])',
      [...new Set(divided.map(({ generation }) => generation))],
      divided.map(({ body }) => body),
    );
}

/** Writes messages that came, changed or went, and finds out what is to be done with their entries. */
export function flushMessages(work: Workspace, entries: EntryChanges, send: Send): void {
  const evicted = evictedIds(work);
  const gone: number[] = [];
  const bodies: Place[] = [];
  const changed: MessageRecord[] = [];
  for (const [message, before] of work.loaded) {
    if (!message.alive) {
      gone.push(message.position);
      // The first generation may be all that there is, where the engine does not divide tables.
      if (!evicted.has(message.id) || before.generation <= 0) bodies.push(before);
      entries.emptied.push(message.position);
      for (const entry of before.entries.keys()) entries.removed.push(entry);
      continue;
    }
    let ordinal = FIRST;
    const left = new Set(before.entries.keys());
    for (const entry of entriesOf(message)) {
      const was = before.entries.get(entry);
      left.delete(entry);
      if (!was) entries.added.push([entry, ++ordinal]);
      else {
        ordinal = was.ordinal;
        if (was.modseq !== entry.modseq || was.flags !== entry.flags) entries.changed.push(entry);
      }
    }
    entries.removed.push(...left);
    if (message.seen !== before.seen || message.tags !== before.tags) changed.push(message);
  }
  if (gone.length > 0) {
    send('DELETE FROM @messages WHERE position = ANY($1::bigint[])', gone);
    removeBytes(bodies, send);
    // In this order: who makes a message's text takes it from the first table to the second.
    send('DELETE FROM @unindexed WHERE message = ANY($1::bigint[])', gone);
    send('DELETE FROM @texts WHERE message = ANY($1::bigint[])', gone);
  }
  if (changed.length > 0)
    send(
      `UPDATE @messages m SET seen = c.seen, tags = c.tags, labels = c.labels
       FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::text[]) AS c (position, seen, tags, labels)
       WHERE m.position = c.position`,
      changed.map(({ position }) => position),
      changed.map(({ seen }) => seen),
      changed.map(({ tags }) => JSON.stringify(tags)),
      changed.map(({ tags }) => labelsOf(tags)),
    );
  flushFresh(work, entries, send);
}

/** Messages that came: descriptions and bytes travel as one parameter, which no quoting makes longer. */
function flushFresh(work: Workspace, entries: EntryChanges, send: Send): void {
  const blob = new Blob();
  const raw = new Blob();
  const fresh = [...work.fresh.values()].filter(({ record }) => record.alive);
  const abandoned = [...work.fresh.values()].filter(({ record }) => !record.alive);
  const spilled: string[] = [];
  const pieces: (Place & { n: number })[] = [];
  for (const { arriving, record } of fresh) {
    const draft = record.bytes as PostgresDraft;
    blob.add(arriving.arrival.row);
    blob.add(arriving.arrival.details);
    const { n, bytes } = draft.rest;
    if (bytes.length > 0) {
      raw.add(bytes);
      pieces.push({ ...placeOf(draft, work), n });
    }
    if (n > 0) spilled.push(draft.body);
    for (const [i, entry] of entriesOf(record).entries()) entries.added.push([entry, i]);
  }
  const dropped = abandoned.map(({ record }) => record.bytes as PostgresDraft).filter(({ rest }) => rest.n > 0);
  if (dropped.length > 0) {
    removeBytes(
      dropped.map((draft) => placeOf(draft, work)),
      send,
    );
    spilled.push(...dropped.map(({ body }) => body));
  }
  if (spilled.length > 0) send('DELETE FROM @drafts WHERE body = ANY($1::uuid[])', spilled);
  if (fresh.length === 0) return;
  if (pieces.length > 0)
    send(
      `INSERT INTO @parcels (generation, body, n, bytes)
       SELECT p.generation, p.body, p.n, substring($1::bytea FROM p.start FOR p.length)
       FROM unnest($2::integer[], $3::uuid[], $4::integer[], $5::integer[], $6::integer[])
         AS p (generation, body, n, start, length)`,
      raw.bytes,
      pieces.map(({ generation }) => generation),
      pieces.map(({ body }) => body),
      pieces.map(({ n }) => n),
      raw.starts,
      raw.lengths,
    );
  send(
    `INSERT INTO @messages
       (position, id, received_at, size, seen, traits, tags, labels, body, generation, cost, described, details)
     SELECT m.position, m.id, m.received_at, m.size, m.seen, m.traits, m.tags, m.labels, m.body, m.generation, m.cost,
       convert_from(substring($1::bytea FROM m.row_start FOR m.row_length), 'UTF8'),
       convert_from(substring($1::bytea FROM m.details_start FOR m.details_length), 'UTF8')
     FROM unnest($2::bigint[], $3::uuid[], $4::bigint[], $5::bigint[], $6::integer[], $7::smallint[], $8::text[],
       $9::text[], $10::uuid[], $11::integer[], $12::bigint[], $13::integer[], $14::integer[], $15::integer[],
       $16::integer[])
       AS m (position, id, received_at, size, seen, traits, tags, labels, body, generation, cost, row_start, row_length,
         details_start, details_length)`,
    blob.bytes,
    fresh.map(({ record }) => record.position),
    fresh.map(({ record }) => record.id),
    fresh.map(({ record }) => record.receivedAt),
    fresh.map(({ record }) => record.size),
    fresh.map(({ record }) => record.seen),
    fresh.map(({ arriving }) => traitsOf(arriving.arrival.capture?.summary)),
    fresh.map(({ record }) => JSON.stringify(record.tags)),
    fresh.map(({ record }) => labelsOf(record.tags)),
    fresh.map(({ record }) => (record.bytes as PostgresDraft).body),
    fresh.map(({ record }) => placeOf(record.bytes as PostgresDraft, work).generation),
    fresh.map(({ record }) => ownCost(record)),
    blob.starts.filter((_, i) => i % 2 === 0),
    blob.lengths.filter((_, i) => i % 2 === 0),
    blob.starts.filter((_, i) => i % 2 === 1),
    blob.lengths.filter((_, i) => i % 2 === 1),
  );
  send(
    'INSERT INTO @unindexed (message) SELECT unnest($1::bigint[])',
    fresh.map(({ record }) => record.position),
  );
}
