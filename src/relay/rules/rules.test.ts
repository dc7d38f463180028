import { afterEach, describe, expect, it } from 'vitest';
import { relaySettingsSchema } from '../../settings/relay.js';
import { LocalDomains } from '../route/domain.js';
import { openRelay, RAW, type RelayHouse, type RelayInput } from '../testing/house.js';
import { type Receiver, startReceiver } from '../testing/receiver.js';
import { Gate, Patterns } from './patterns.js';
import { rewritten } from './rewrite.js';
import { warningsOf } from './warnings.js';

type Rules = NonNullable<RelayInput['rules']>;

let house: RelayHouse;
let receiver: Receiver;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function open(rules: Rules, relay: RelayInput = {}, localDomains = ['none']): Promise<void> {
  receiver = await startReceiver();
  const out = { name: 'out', host: '127.0.0.1', port: receiver.port, tls: 'none' } as const;
  const allow = ['*@one.example', '*@me.example'];
  house = await openRelay(
    { enabled: true, allow, relays: [out], via: 'out', rules, ...relay },
    { relay: { localDomains } },
  );
  stops.push(
    () => house.close(),
    () => receiver.stop(),
  );
}

/** Puts messages in, and waits until all that was let out has been sent. */
async function pass(...messages: Parameters<RelayHouse['arrive']>[0][]): Promise<string[]> {
  for (const message of messages) await house.arrive(message);
  // The last one is let out for certain: when it is there, all before it have been looked at.
  const raw = RAW.replace('shop@example.org', 'marker@marker.example');
  await house.arrive({ to: ['end@one.example'], from: 'marker@marker.example', raw });
  for (;;) {
    const { items } = await house.outbox.list({ limit: 500 });
    const done = items.every(({ nextAttempt, lease }) => nextAttempt === null && lease === null);
    if (done && receiver.recipients.includes('end@one.example')) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return receiver.recipients.filter((address) => address !== 'end@one.example').sort();
}
const END = { name: 'end', to: ['end@one.example'], from: ['marker@marker.example'], via: 'out' };
const via = 'out';

describe('rules', () => {
  it.each<[string, Rules, string[], string[]]>([
    ['none', [], ['ann@one.example'], []],
    ['send', [{ name: 'r', to: ['*@one.example'], via }], ['ann@one.example', 'bob@two.example'], ['ann@one.example']],
    ['any case', [{ name: 'r', to: ['*@ONE.example'], via }], ['Ann@One.Example'], ['Ann@one.example']],
    [
      'the first that fits decides: hold',
      [
        { name: 'no', to: ['boss@*'], action: 'hold' },
        { name: 'r', to: ['*'], via },
      ],
      ['ann@one.example', 'boss@one.example'],
      ['ann@one.example'],
    ],
    ['one that is off', [{ name: 'r', to: ['*'], via, enabled: false }], ['ann@one.example'], []],
    [
      'rewritten to one address, once for each recipient',
      [{ name: 'r', to: ['*'], via, rewriteTo: 'me+{original}@me.example' }],
      ['ann@one.example', 'bob@two.example'],
      ['me+ann=one.example@me.example', 'me+bob=two.example@me.example'],
    ],
    [
      'rewritten to one address, for all',
      [{ name: 'r', to: ['*'], via, rewriteTo: 'me@me.example' }],
      ['ann@one.example', 'bob@two.example', 'cc@three.example'],
      ['me@me.example'],
    ],
    [
      'another domain',
      [{ name: 'r', to: ['*@prod.example'], via, rewriteDomain: 'me.example' }],
      ['ann@prod.example', 'bob@one.example'],
      ['ann@me.example'],
    ],
    ['not allowed', [{ name: 'r', to: ['*'], via }], ['ann@two.example'], []],
    [
      'rewritten to who is not allowed',
      [{ name: 'r', to: ['*'], via, rewriteTo: 'me@two.example' }],
      ['ann@one.example'],
      [],
    ],
    [
      'a copy, beside the rest',
      [
        { name: 'c', to: ['*'], from: ['shop@*'], action: 'copy', copyTo: ['me@me.example'], via },
        { name: 'r', to: ['ann@*'], via },
      ],
      ['ann@one.example', 'bob@two.example'],
      ['ann@one.example', 'me@me.example'],
    ],
    ['by sender', [{ name: 'r', to: ['*'], via, from: ['other@*'] }], ['ann@one.example'], []],
    [
      'by sender that fits',
      [{ name: 'r', to: ['*'], via, from: ['shop@*'] }],
      ['ann@one.example'],
      ['ann@one.example'],
    ],
    ['by a search', [{ name: 'r', to: ['*'], via, query: 'subject:invoice' }], ['ann@one.example'], []],
    [
      'by a search that fits',
      [{ name: 'r', to: ['*'], via, query: 'subject:order' }],
      ['ann@one.example'],
      ['ann@one.example'],
    ],
    ['by text', [{ name: 'r', to: ['*'], via, query: '"Hello Ann"' }], ['ann@one.example'], ['ann@one.example']],
    [
      'by a header',
      [{ name: 'r', to: ['*'], via, query: 'header:x-team=red' }],
      ['ann@one.example'],
      ['ann@one.example'],
    ],
    ['by a tag', [{ name: 'r', to: ['*'], via, query: 'tag:out' }], ['ann@one.example'], ['ann@one.example']],
    ['by a tag it has not', [{ name: 'r', to: ['*'], via, query: 'tag:in' }], ['ann@one.example'], []],
  ])('%s', async (_, rules, to, expected) => {
    await open([END, ...rules]);
    const raw = RAW.replace('Subject', 'X-Team: red\r\nX-Tags: out\r\nSubject');
    expect(await pass({ to, raw })).toEqual(expected);
  });

  it('keep what is local, whatever they say, but may copy it', async () => {
    await open(
      [
        END,
        { name: 'r', to: ['*'], via },
        { name: 'c', to: ['*'], from: ['shop@*'], action: 'copy', copyTo: ['me@me.example'], via },
      ],
      { allow: ['*@one.example', '*@me.example', '*@local.example'] },
      ['local.example'],
    );
    expect(await pass({ to: ['ann@one.example', 'bob@local.example'] })).toEqual(['ann@one.example', 'me@me.example']);
  });

  it('send nothing by an allow-list of *', async () => {
    await open([END, { name: 'r', to: ['*'], via }], { allow: ['*', 'end@one.example'] });
    expect(await pass({ to: ['ann@one.example'] })).toEqual([]);
  });

  it('an override leaks to neither Cc nor Bcc, also not in what is sent', async () => {
    await open([END, { name: 'r', to: ['*'], via, rewriteTo: 'me@me.example' }]);
    const raw = RAW.replace('Subject', 'Cc: cc@one.example\r\nBcc: bcc@one.example\r\nSubject');
    expect(await pass({ to: ['ann@one.example', 'cc@one.example', 'bcc@one.example'], raw })).toEqual([
      'me@me.example',
    ]);
    const sent = receiver.received.find(({ to }) => to.includes('me@me.example'));
    expect(sent?.bytes.toString()).not.toContain('bcc@');
  });

  it('with another reverse-path and From', async () => {
    await open([END, { name: 'r', to: ['*'], via, reversePath: '', headerFrom: 'Me <me@me.example>' }]);
    await pass({ to: ['ann@one.example'] });
    const sent = receiver.received.find(({ to }) => to.includes('ann@one.example'));
    expect(sent?.from).toBe('');
    expect(sent?.bytes.toString()).toContain('\r\nFrom: Me <me@me.example>\r\n');
  });

  it('send so many in a time and no more', async () => {
    await open([END, { name: 'r', to: ['*'], via, limit: { recipients: 3, per: '1h' } }]);
    const sent = await pass({ to: ['a@one.example', 'b@one.example'] }, { to: ['c@one.example', 'd@one.example'] });
    expect(sent).toEqual(['a@one.example', 'b@one.example', 'c@one.example']);
  });

  it('delete what they need not keep, when everybody has it', async () => {
    await open([END, { name: 'r', to: ['*'], via, keep: false }]);
    const message = await house.arrive({ to: ['ann@one.example'] });
    await pass();
    await expect(house.store.get(message.id)).rejects.toThrow(/no message/);
  });

  it('send no mail again that was sent from here', async () => {
    await open([END, { name: 'r', to: ['*'], via }]);
    expect(await pass({ to: ['ann@one.example'] })).toEqual(['ann@one.example']);
    const [sent] = receiver.received;
    expect(await pass({ to: ['bob@one.example'], raw: sent?.bytes })).toEqual(['ann@one.example']);
  });

  it('send no mail that was there before them', async () => {
    await open([END]);
    await house.arrive({ to: ['ann@one.example'] });
    await pass();
    const out = { name: 'out', host: '127.0.0.1', port: receiver.port, tls: 'none' } as const;
    await house.set({ enabled: true, allow: ['*@one.example'], relays: [out], rules: [{ name: 'r', to: ['*'], via }] });
    await house.arrive({ to: ['bob@one.example'] });
    while (!receiver.recipients.includes('bob@one.example')) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(receiver.recipients.filter((address) => address.startsWith('ann'))).toEqual([]);
  });
});

describe('rewriting', () => {
  it.each([
    ['ann@one.example', { rewriteTo: 'me@x.example' }, 'me@x.example'],
    ['ann@one.example', { rewriteTo: 'me+{original}@x.example' }, 'me+ann=one.example@x.example'],
    ['ann@one.example', { rewriteTo: '{local}-{domain}@x.example' }, 'ann-one.example@x.example'],
    ['"a b,>"@one.example', { rewriteTo: '{local}@x.example' }, '_a_b___@x.example'],
    ['ann@one.example', { rewriteDomain: 'x.example' }, 'ann@x.example'],
    ['ann@one.example', {}, 'ann@one.example'],
  ])('%s by %j: %s', (address, rule, expected) => expect(rewritten(address, rule)).toBe(expected));
});

describe('patterns', () => {
  it.each<[string[], string, boolean]>([
    [['*'], 'ann@one.example', true],
    [['*@one.example'], 'ANN@One.Example', true],
    [['*@one.example'], 'ann@sub.one.example', false],
    [['*@*.one.example'], 'ann@sub.one.example', true],
    [['ann@one.example'], 'ann@one.example.evil', false],
    [['*@münchen.example'], 'ann@xn--mnchen-3ya.example', true],
    [['*@xn--mnchen-3ya.example'], 'ann@MÜNCHEN.example', true],
    [[], 'ann@one.example', false],
  ])('%j on %s: %s', (patterns, address, expected) => expect(new Patterns(patterns).has(address)).toBe(expected));

  it.each<[string, string, boolean]>([
    ['*@one.example', 'ann@*', true],
    ['*@one.example', 'ann@two.example', false],
    ['*', 'x@y', true],
    ['a*c', '*b*', true],
    ['a*c', '*d', false],
  ])('%s and %s have something in common: %s', (a, b, expected) =>
    expect(new Patterns([a]).meets(new Patterns([b]))).toBe(expected),
  );

  it('deny wins over allow', () => {
    const gate = new Gate({ allow: ['*@one.example'], deny: ['ceo@*'] });
    expect(gate.refusal('ann@one.example', true)).toBeNull();
    expect(gate.refusal('ceo@one.example', false)).toContain('relay.deny');
    expect(gate.refusal('ann@two.example', false)).toContain('relay.allow');
  });
});

describe('what can never fire is said', () => {
  const base = { enabled: true, allow: ['*@one.example'] };
  const rule = { name: 'r', to: ['*'] };
  it.each<[string, RelayInput, string[], string | null]>([
    ['nothing set', {}, ['none'], null],
    ['all is well', { ...base, rules: [rule] }, ['none'], null],
    ['off', { rules: [rule] }, ['none'], 'Sending is off'],
    ['no allow-list', { enabled: true, rules: [rule] }, ['none'], 'relay.allow is empty'],
    ['all allowed', { enabled: true, allow: ['*'], rules: [rule] }, ['none'], 'no allow-list for rules'],
    ['all local', { ...base, rules: [rule] }, ['*'], 'every domain is local'],
    ['its domain local', { ...base, rules: [{ ...rule, to: ['*@one.example'] }] }, ['one.example'], 'are local'],
    ['nobody allowed', { ...base, rules: [{ ...rule, to: ['*@two.example'] }] }, ['none'], 'allow-list'],
    ['rewritten to nobody', { ...base, rules: [{ ...rule, rewriteTo: 'a@two.example' }] }, ['none'], 'allow-list'],
    ['rewritten to somebody', { ...base, rules: [{ ...rule, rewriteTo: 'a+{local}@one.example' }] }, ['none'], null],
    [
      'another before it',
      { ...base, rules: [rule, { name: 's', to: ['a@one.example'] }] },
      ['none'],
      '"r" stands before',
    ],
    [
      'another before it, for some mail only',
      {
        ...base,
        rules: [
          { ...rule, query: 'x' },
          { name: 's', to: ['a@one.example'] },
        ],
      },
      ['none'],
      null,
    ],
    ['a copy to nobody', { ...base, rules: [{ ...rule, action: 'copy', copyTo: ['a@two.example'] }] }, ['*'], 'copyTo'],
    ['a copy', { ...base, rules: [{ ...rule, action: 'copy', copyTo: ['a@one.example'] }] }, ['*'], null],
  ])('%s', (_, settings, local, expected) => {
    const warnings = warningsOf(relaySettingsSchema.parse(settings), new LocalDomains(local));
    if (expected === null) expect(warnings).toEqual([]);
    else expect(warnings.join(' ')).toContain(expected);
  });
});
