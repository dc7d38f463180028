import type { Figure } from './lib/figure.js';
import { startServer } from './lib/server.js';
import { plainMail, SmtpSender } from './lib/smtp-load.js';
import { percentile } from './lib/stats.js';

/** From the 250 to the answer of `GET /api/messages/wait` that was already waiting. */
export async function benchWait({ rounds = 300 } = {}): Promise<Figure[]> {
  const server = await startServer();
  const url = server.addresses.http?.url ?? '';
  const sender = await SmtpSender.open(server.addresses.smtp ?? { host: '', port: 0 });
  const latencies: number[] = [];
  const trips: number[] = [];
  for (let round = -20; round < rounds; round++) {
    const waiting = fetch(`${url}api/messages/wait?to=wait${round}@example.org&timeout=10s`).then(async (answer) => {
      const at = performance.now();
      await answer.arrayBuffer();
      return at;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const accepted = await sender.send(`wait${round}@example.org`, plainMail(`Wait ${round}`));
    const answered = await waiting;
    const began = performance.now();
    await (await fetch(`${url}healthz`)).arrayBuffer();
    if (round < 0) continue;
    latencies.push(Math.max(0, answered - accepted));
    trips.push(performance.now() - began);
  }
  await sender.close();
  await server.stop();
  const how = `${rounds} rounds; GET /healthz in the same run: p50 ${percentile(trips, 0.5).toFixed(2)} ms`;
  return [
    { what: '250 to wait answering, p50', value: percentile(latencies, 0.5), unit: 'ms', goal: { atMost: 5 }, how },
    { what: '250 to wait answering, p99', value: percentile(latencies, 0.99), unit: 'ms', goal: { atMost: 25 }, how },
  ];
}
