import type { Database } from './database.js';

/** All raw bytes. Those that retention took a message from stay until their generation ends. */
const PIECES = `SELECT -1 AS generation, body, n, bytes FROM @chunks UNION ALL SELECT generation, body, n, bytes FROM @parcels`;

/**
 * What must not be: each statement gives a sentence for everything that does not fit. Together they compare messages,
 * entries, bytes, texts and all counts with one another.
 */
const QUESTIONS: readonly string[] = [
  `SELECT 'message ' || m.id || ' is in no mailbox' AS complaint FROM @messages m
   WHERE NOT EXISTS (SELECT 1 FROM @entries e WHERE e.message = m.position)`,
  `SELECT 'message ' || m.id || ' has ' || coalesce(c.bytes, 0) || ' bytes, should have ' || m.size AS complaint
   FROM @messages m LEFT JOIN (
     SELECT generation, body, sum(length(bytes)) AS bytes FROM (${PIECES}) p GROUP BY generation, body
   ) c ON c.generation = m.generation AND c.body = m.body
   WHERE coalesce(c.bytes, 0) <> m.size`,
  `SELECT 'message ' || m.id || ' lacks the chunk before ' || c.n AS complaint FROM @messages m
   JOIN (${PIECES}) c ON c.body = m.body
   WHERE c.n > 0 AND NOT EXISTS (SELECT 1 FROM (${PIECES}) b WHERE b.body = c.body AND b.n = c.n - 1)`,
  `SELECT 'bytes of ' || c.body || ' belong to nothing' AS complaint FROM @chunks c
   WHERE NOT EXISTS (SELECT 1 FROM @messages m WHERE m.body = c.body)
     AND NOT EXISTS (SELECT 1 FROM @drafts d WHERE d.body = c.body)`,
  `SELECT 'message ' || m.id || ' is among the drafts' AS complaint FROM @messages m JOIN @drafts d ON d.body = m.body`,
  `SELECT 'message ' || m.id || ' does not sort by arrival' AS complaint
   FROM (SELECT id, lag(id) OVER (ORDER BY position) AS before FROM @messages) m WHERE m.before >= m.id`,
  `SELECT 'message ' || m.id || ' has ' || m.seen || ' seen entries, should have ' || e.seen AS complaint
   FROM @messages m JOIN (SELECT message, count(*) FILTER (WHERE seen) AS seen FROM @entries GROUP BY message) e
     ON e.message = m.position WHERE m.seen <> e.seen`,
  `SELECT 'message ' || m.id || ' is lost to searches' AS complaint FROM @messages m
   WHERE (SELECT count(*) FROM @texts t WHERE t.message = m.position)
       + (SELECT count(*) FROM @unindexed u WHERE u.message = m.position) <> 1`,
  `SELECT 'text of ' || t.message || ' belongs to nothing' AS complaint FROM
     (SELECT message FROM @texts UNION ALL SELECT message FROM @unindexed) t
   WHERE NOT EXISTS (SELECT 1 FROM @messages m WHERE m.position = t.message)`,
  `SELECT 'mailbox ' || e.mailbox || ' has UID ' || e.uid || ' without its message' AS complaint FROM @entries e
   WHERE NOT EXISTS (SELECT 1 FROM @messages m WHERE m.position = e.message)`,
  `SELECT 'UID ' || e.uid || ' is in a mailbox that is gone: ' || e.mailbox AS complaint FROM @entries e
   WHERE NOT EXISTS (SELECT 1 FROM @mailboxes b WHERE b.id = e.mailbox AND b.account = e.account)`,
  `SELECT 'mailbox ' || b.id || ' has UID ' || e.uid || ' with modseq ' || e.modseq || ' beyond its numbers' AS complaint
   FROM @entries e JOIN @mailboxes b ON b.id = e.mailbox WHERE e.uid >= b.uid_next OR e.modseq > b.highest_modseq`,
  `SELECT 'mailbox ' || b.id || ' has recent mail from ' || b.recent_from AS complaint FROM @mailboxes b
   WHERE b.recent_from > b.uid_next`,
  `SELECT 'entry ' || e.mailbox || ' ' || e.uid || ' does not say what its flags are' AS complaint FROM @entries e
   WHERE e.seen <> ('\\Seen' = ANY (string_to_array(e.flags, ' '))) OR e.deleted <> ('\\Deleted' = ANY (string_to_array(e.flags, ' ')))`,
  `SELECT 'mailbox ' || b.id || ' counts ' || b.exist || ', ' || b.unseen || ', ' || b.deleted || ', ' || b.recent || ', ' || b.size
     || '; should be ' || s.exist || ', ' || s.unseen || ', ' || s.deleted || ', ' || s.recent || ', ' || s.size AS complaint
   FROM @mailboxes b JOIN LATERAL (
     SELECT count(e.uid) AS exist, count(e.uid) FILTER (WHERE NOT e.seen) AS unseen, count(e.uid) FILTER (WHERE e.deleted) AS deleted,
       count(e.uid) FILTER (WHERE e.uid >= b.recent_from) AS recent, coalesce(sum(m.size), 0) AS size
     FROM @entries e JOIN @messages m ON m.position = e.message WHERE e.mailbox = b.id
   ) s ON true
   WHERE (b.exist, b.unseen, b.deleted, b.recent, b.size) IS DISTINCT FROM (s.exist, s.unseen, s.deleted, s.recent, s.size)`,
  `SELECT 'account ' || a.name || ' counts ' || a.messages || ', ' || a.unseen || '; should be ' || s.messages || ', ' || s.unseen AS complaint
   FROM @accounts a JOIN LATERAL (
     SELECT count(*) AS messages, count(*) FILTER (WHERE NOT e.seen) AS unseen FROM (
       SELECT message, bool_or(seen) AS seen FROM @entries WHERE account = a.name GROUP BY message
     ) e
   ) s ON true WHERE (a.messages, a.unseen) IS DISTINCT FROM (s.messages, s.unseen)`,
  `SELECT 'account ' || a.name || ' has no INBOX' AS complaint FROM @accounts a
   WHERE NOT EXISTS (SELECT 1 FROM @mailboxes b WHERE b.account = a.name AND b.name = 'INBOX')`,
  `SELECT 'mailbox ' || b.id || ' is of an account that is gone' AS complaint FROM @mailboxes b
   WHERE NOT EXISTS (SELECT 1 FROM @accounts a WHERE a.name = b.account)`,
  `SELECT 'account ' || a.name || ' may ' || CASE WHEN a.empty_since IS NULL THEN 'go' ELSE 'not go' END AS complaint FROM @accounts a
   WHERE (a.empty_since IS NOT NULL) <> (a.messages = 0 AND a.annotation_bytes = 0
     AND NOT EXISTS (SELECT 1 FROM @mailboxes b WHERE b.account = a.name AND b.name <> 'INBOX')
     AND NOT EXISTS (SELECT 1 FROM @subscriptions s WHERE s.account = a.name))`,
  `SELECT 'annotations of ' || a.name || ' count for ' || a.annotation_bytes || ', should be ' || s.bytes AS complaint
   FROM @accounts a JOIN LATERAL (
     SELECT coalesce(sum(length(n.name) + length(n.value) + 100), 0) AS bytes FROM @annotations n WHERE n.account = a.name
   ) s ON true WHERE a.annotation_bytes <> s.bytes`,
  `SELECT 'an annotation is of ' || n.account || ', which is gone' AS complaint FROM @annotations n
   WHERE NOT EXISTS (SELECT 1 FROM @accounts a WHERE a.name = n.account)
      OR (n.mailbox <> '' AND NOT EXISTS (SELECT 1 FROM @mailboxes b WHERE b.id = n.mailbox AND b.account = n.account))`,
  `SELECT 'a subscription is of ' || s.account || ', which is gone' AS complaint FROM @subscriptions s
   WHERE NOT EXISTS (SELECT 1 FROM @accounts a WHERE a.name = s.account)`,
  `SELECT 'the store counts ' || s.messages || ', ' || s.unseen || ', ' || s.bytes || ', ' || s.cost || '; should be '
     || m.messages || ', ' || m.unseen || ', ' || m.bytes || ', ' || m.cost AS complaint
   FROM @store s, (SELECT count(*) AS messages, count(*) FILTER (WHERE seen = 0) AS unseen, coalesce(sum(size), 0) AS bytes,
     coalesce(sum(cost), 0) + 150 * (SELECT count(*) FROM @entries) AS cost FROM @messages) m
   WHERE (s.messages, s.unseen, s.bytes, s.cost) IS DISTINCT FROM (m.messages, m.unseen, m.bytes, m.cost)`,
  `SELECT 'the store counts ' || s.accounts || ' accounts, ' || s.empty_accounts || ' empty, ' || s.annotation_bytes || ' of annotations; should be '
     || a.accounts || ', ' || a.empty || ', ' || a.bytes AS complaint
   FROM @store s, (SELECT count(*) AS accounts, count(empty_since) AS empty, coalesce(sum(annotation_bytes), 0) AS bytes FROM @accounts) a
   WHERE (s.accounts, s.empty_accounts, s.annotation_bytes) IS DISTINCT FROM (a.accounts, a.empty, a.bytes)`,
  `SELECT 'position ' || s.position || ' is not that of the latest event' AS complaint FROM @store s
   WHERE s.position <> coalesce((SELECT max(last) FROM @events), 0)
      OR s.position < coalesce((SELECT max(position) FROM @messages), 0)`,
  `SELECT 'events before ' || e.first || ' are missing' AS complaint
   FROM (SELECT first, lag(last) OVER (ORDER BY last) AS before FROM @events) e WHERE e.before <> e.first - 1`,
  `SELECT 'expunges of a mailbox that is gone: ' || x.mailbox AS complaint FROM @expunges x
   WHERE NOT EXISTS (SELECT 1 FROM @mailboxes b WHERE b.id = x.mailbox)`,
];

/** Asks all questions of one moment: nodes that go on meanwhile are not in it. @throws StoreUnavailable */
export async function verify(database: Database): Promise<string[]> {
  const union = QUESTIONS.map((question) => `(${question} LIMIT 100)`).join(' UNION ALL ');
  const rows = await database.once<{ complaint: string }>(union, []);
  return rows.map(({ complaint }) => complaint);
}
