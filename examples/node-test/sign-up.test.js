import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { useInbox } from 'restante/node-test';
import { startRestante } from 'restante/setup';
import { signUp } from 'shop';

const restante = await startRestante();
after(() => restante.stop());

test('signing up sends a code', async (t) => {
  const inbox = await useInbox(t);
  const code = await signUp(inbox.address);
  assert.equal(await inbox.waitForCode(), code);
  await inbox.assert({ expect: { subject: { contains: 'Welcome' }, from: 'noreply@shop.example' } });
});
