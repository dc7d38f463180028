import { describe, expect, it } from 'vitest';
import { createRouter } from './deliver.js';
import { envelope } from './json/testing/mail.js';

type Options = Parameters<typeof createRouter>[0];

const router = (accounts: Partial<Options['accounts']> = {}, inboxes = false) =>
  createRouter({
    accounts: { catchAll: 'catchall', plus: 'own', ...accounts },
    auth: { inboxes },
  } as Options);

const mailTo = (...addresses: string[]) => ({
  ...envelope(),
  forwardPaths: addresses.map((address) => ({ address, params: {} })),
});

describe('a message goes', () => {
  it('to each recipient once, and to the catch-all', () => {
    expect(router()(mailTo('Ann@x', 'bob@x', '"ann"@X'))).toEqual([
      { account: 'ann@x' },
      { account: 'bob@x' },
      { account: 'catchall' },
    ]);
  });

  it('to the catch-all alone when it has no recipient, or none with a name', () => {
    expect(router()(mailTo())).toEqual([{ account: 'catchall' }]);
    expect(router()(mailTo('', '@'))).toEqual([{ account: 'catchall' }]);
  });

  it('to the catch-all once when it is addressed there', () => {
    expect(router({ catchAll: 'All@x' })(mailTo('all@X'))).toEqual([{ account: 'all@x' }]);
  });

  it('to the account without its tag, when that is wanted', () => {
    expect(router({ plus: 'base' })(mailTo('ann+news@x', 'ann@x'))).toEqual([
      { account: 'ann@x' },
      { account: 'catchall' },
    ]);
    expect(router()(mailTo('ann+news@x'))).toEqual([{ account: 'ann+news@x' }, { account: 'catchall' }]);
  });

  it('to the account of who logged in, only when that is wanted', () => {
    const sent = { ...mailTo('ann@x'), user: 'Project-1' };
    expect(router({}, true)(sent).map(({ account }) => account)).toEqual(['ann@x', 'project-1', 'catchall']);
    expect(router()(sent).map(({ account }) => account)).toEqual(['ann@x', 'catchall']);
    expect(router({}, true)({ ...sent, user: null })).toHaveLength(2);
  });
});
