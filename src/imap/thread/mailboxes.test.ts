import { describe, expect, it } from 'vitest';
import { orderedSubject } from './ordered-subject.js';
import { references } from './references.js';
import { type Criterion, type SortKey, sortable, sorted } from './sort.js';
import { factsOf, type MailboxFixture, readMailboxes, SORTS } from './testing/mailboxes.js';
import { threadable } from './threadable.js';
import { type Thread, threadPieces } from './threads.js';

const fixtures = readMailboxes().map((fixture) => [fixture.name, fixture] as const);

const wanted = ({ answers }: MailboxFixture, question: string): string | undefined =>
  answers.get(`ours ${question}`) ?? answers.get(question);

/** `REVERSE SUBJECT DATE` */
function criteriaOf(text: string): Criterion[] {
  const words = text.split(' ');
  return words.flatMap((key, i) =>
    key === 'REVERSE' ? [] : { key: key as SortKey, reverse: words[i - 1] === 'REVERSE' },
  );
}

describe('mailboxes.txt', () => {
  it.each(fixtures)('THREAD: %s', async (_, fixture) => {
    const messages = factsOf(fixture.messages).map(threadable);
    const print = (threads: readonly Thread[]) => [...threadPieces(threads, (uid) => uid)].join('');
    expect(await print(await references(messages))).toBe(wanted(fixture, 'REFERENCES'));
    expect(await print(await orderedSubject(messages))).toBe(wanted(fixture, 'ORDEREDSUBJECT'));
  });

  it.each(fixtures)('SORT: %s', async (_, fixture) => {
    for (const keys of SORTS) {
      const criteria = criteriaOf(keys);
      const messages = factsOf(fixture.messages).map((facts) => sortable(facts, criteria));
      const uids = (await sorted(messages, criteria)).map(({ uid }) => uid);
      expect([keys, uids.join(' ')]).toEqual([keys, wanted(fixture, `SORT (${keys})`)]);
    }
  });
});
