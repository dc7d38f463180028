import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { useInbox } from 'restante/node-test';
import { startRestante } from 'restante/setup';
import { signUp } from '../app/app.js';

let restante;
before(async () => {
  restante = await startRestante();
});
after(() => restante.stop());

test('signing up sends a code', async (t) => {
  const inbox = await useInbox(t);
  const code = await signUp(inbox.address);
  assert.equal(await inbox.waitForCode(), code);
  await inbox.assert({ expect: { subject: { contains: 'Welcome' }, from: 'noreply@shop.example' } });
});
