import { afterEach, beforeEach, expect, it } from 'vitest';
import { type House, mail, openHouse } from '../testing/harness.js';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const snapshot = (id: string, query = '') => house.ask(`/api/messages/${id}/snapshot${query}`);
const diff = (a: string, b: string, query = '') => house.ask(`/api/messages/${a}/diff/${b}${query}`);

it('is the same for two runs of one template, and shows what another template says', async () => {
  const run = (code: string) => mail('Your code', `Your verification code is ${code}.`, [`X-Request: ${code}`]);
  const [one, two, other] = [
    (await house.put(run('482913'))).id,
    (await house.put(run('771205'))).id,
    (await house.put(mail('Your code', 'Welcome back.'))).id,
  ];
  const answer = await snapshot(one);
  expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(answer.text).toContain('Your verification code is [code].');
  expect((await snapshot(two)).text).toBe(answer.text);
  expect(await diff(one, two)).toMatchObject({ status: 200, text: '' });
  expect((await diff(one, two, '?mask=false')).text).toContain('-Your verification code is 482913.');
  const changed = await diff(one, other);
  expect(changed.headers['content-type']).toBe('text/x-diff; charset=utf-8');
  expect(changed.text).toMatch(/^-Your verification code is \[code\]\.\n\+Welcome back\.$/m);
});

it('needs both messages', async () => {
  const { id } = await house.put(mail('x'));
  const nobody = '01890000-0000-7000-8000-000000000000';
  for (const answer of [await snapshot(nobody), await diff(nobody, id), await diff(id, nobody), await diff(id, 'x')]) {
    expect(answer.status).toBe(404);
  }
});

it('does not compare what has nothing in common for ever', async () => {
  const lines = (word: string) => Array.from({ length: 6000 }, (_, n) => `${word} ${n * 7}`).join('\r\n');
  const one = await house.put(mail('x', lines('one')));
  const two = await house.put(mail('x', lines('two')));
  expect((await diff(one.id, two.id)).status).toBe(422);
});
