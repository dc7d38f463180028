import { describe, expect, it } from 'vitest';
import { FlagSets } from './flags.js';
import { FLAG_LENGTH, FLAGS_PER_ENTRY, SHARED_FLAG_SETS } from './limits.js';

describe('flag sets', () => {
  it('are canonical: sorted, each once, system flags in their spelling, \\Recent left out', () => {
    const flags = new FlagSets();
    expect(flags.of(['b', '\\sEEn', 'a', '\\SEEN', '\\recent', '\\Answered']).list).toEqual([
      '\\Answered',
      '\\Seen',
      'a',
      'b',
    ]);
    expect(flags.of(undefined)).toBe(flags.none);
    expect(flags.of([])).toBe(flags.none);
    expect(flags.of(['\\Recent']).list).toEqual([]);
  });

  it('are one object when they are equal', () => {
    const flags = new FlagSets();
    const set = flags.of(['a', '\\Seen']);
    expect(flags.of(['\\seen', 'A'])).toBe(set);
    expect(flags.changed(flags.of(['a']), 'add', flags.of(['\\Seen']))).toBe(set);
    expect(Object.isFrozen(set.list)).toBe(true);
  });

  it('know whether they have \\Seen and \\Deleted', () => {
    const flags = new FlagSets();
    expect(flags.of(['\\Seen'])).toMatchObject({ seen: true, deleted: false });
    expect(flags.of(['\\Deleted'])).toMatchObject({ seen: false, deleted: true });
    expect(flags.of(['Seen', 'Deleted'])).toMatchObject({ seen: false, deleted: false });
  });

  it('change to themselves when nothing changes', () => {
    const flags = new FlagSets();
    const set = flags.of(['a', 'b']);
    expect(flags.changed(set, 'add', flags.of(['b']))).toBe(set);
    expect(flags.changed(set, 'remove', flags.of(['c']))).toBe(set);
    expect(flags.changed(set, 'replace', flags.of(['B', 'A']))).toBe(set);
    expect(flags.changed(set, 'remove', flags.of(['a'])).list).toEqual(['b']);
    expect(flags.changed(set, 'replace', flags.none)).toBe(flags.none);
  });

  it.each([
    '',
    ' ',
    'a b',
    'a(b',
    'a)b',
    'a{',
    'a%',
    'a*',
    'a"',
    'a]',
    'a\\b',
    '\\',
    '\\\\a',
    '\r\n',
    'ü',
    'x'.repeat(FLAG_LENGTH + 1),
  ])('do not take %j', (flag) => {
    expect(() => new FlagSets().of([flag])).toThrow(expect.objectContaining({ code: 'invalid-flag' }));
  });

  it.each(['$Forwarded', 'a[', 'a}', 'x'.repeat(FLAG_LENGTH), '\\Extension', "!#&'+,-./:;<=>?@^_`|~"])(
    'take %j',
    (flag) => {
      expect(new FlagSets().of([flag]).list).toEqual([flag]);
    },
  );

  it('have so many flags and not more', () => {
    const flags = new FlagSets();
    const most = flags.of(Array.from({ length: FLAGS_PER_ENTRY }, (_, i) => `k${i}`));
    expect(most.list).toHaveLength(FLAGS_PER_ENTRY);
    expect(() => flags.changed(most, 'add', flags.of(['more']))).toThrow(/more than 128/);
  });

  it('stay right when there are more than are shared', () => {
    const flags = new FlagSets();
    for (let i = 0; i < SHARED_FLAG_SETS + 10; i++) flags.of([`k${i}`]);
    const one = flags.of(['Late']);
    const two = flags.of(['Late']);
    expect(one).toEqual(two);
    expect(flags.changed(one, 'replace', two)).toBe(one);
    expect(flags.of(['K1']).list).toEqual(['k1']);
  });
});
