import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, mail, openHouse } from './testing/harness.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** The value of a series, by its name and labels as they are written. */
async function value(series: string): Promise<number | undefined> {
  const { text } = await house.ask('/metrics');
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

it('tells what there is and was, in the form that Prometheus reads', async () => {
  const client = { address: '127.0.0.1', port: 5000 };
  const session = house.sessions.begin({ id: 's1', protocol: 'smtp', client });
  session.add('client', 'EHLO x');
  const { id } = await house.put(mail('one'));
  session.kept(id);
  await house.put(mail('two'));
  const answer = await house.ask('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^text\/plain; version=/);
  expect(answer.text).toMatch(/^# TYPE restante_sessions_open gauge$/m);
  expect(answer.text).toMatch(/^# TYPE restante_messages_received_total counter$/m);
  expect(await value('restante_sessions_open{protocol="smtp"}')).toBe(1);
  expect(await value('restante_messages_received_total{protocol="smtp"}')).toBe(1);
  expect(await value('restante_store_messages')).toBe(2);
  expect(await value('restante_store_appended_total')).toBe(2);
  expect(await value('restante_store_up')).toBe(1);
  expect(await value('restante_queue_items{state="waiting"}')).toBe(0);
  expect(await value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  session.end();
  await house.store.delete({ ids: [id] });
  expect(await value('restante_sessions_open{protocol="smtp"}')).toBe(0);
  expect(await value('restante_sessions_ended_total{protocol="smtp",outcome="messages"}')).toBe(1);
  expect(await value('restante_messages_received_total{protocol="smtp"}')).toBe(1);
  expect(await value('restante_store_deleted_total')).toBe(1);
  expect(await value('restante_store_messages')).toBe(1);
  // A session in which nothing was said but goodbye is a check of health.
  const knock = house.sessions.begin({ id: 's2', protocol: 'smtp', client });
  knock.add('client', 'QUIT');
  knock.end();
  expect(await value('restante_sessions_ended_total{protocol="smtp",outcome="nothing"}')).toBe(0);
});
