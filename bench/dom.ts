import { findBrowser } from '../e2e/browser.js';
import type { Figure } from './lib/figure.js';
import { startServer } from './lib/server.js';
import { plainMail, SmtpSender } from './lib/smtp-load.js';
import { percentile } from './lib/stats.js';

/** From the 250 to the row in the page's DOM, in a real browser. */
export async function benchDom({ rounds = 60 } = {}): Promise<Figure[]> {
  const server = await startServer();
  const { smtp, http } = server.addresses;
  if (!smtp || !http) throw new Error('a listener is off');
  const { chromium } = await import('playwright');
  const browser = await chromium.launch(findBrowser());
  const page = await browser.newPage();
  await page.goto(http.url);
  // Both processes read the same clock of the machine; performance.timeOrigin makes it finer than Date.now().
  await page.evaluate(() => {
    const seen: Record<string, number> = {};
    const known = /DOM(-?\d+)x/g;
    new MutationObserver(() => {
      for (const [, round] of (document.body.textContent ?? '').matchAll(known))
        if (round !== undefined) seen[round] ??= performance.timeOrigin + performance.now();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    Object.assign(window, { seen });
  });
  const sender = await SmtpSender.open(smtp);
  const latencies: number[] = [];
  for (let round = -5; round < rounds; round++) {
    const accepted = performance.timeOrigin + (await sender.send('dom@example.org', plainMail(`DOM${round}x`)));
    const seen = await page.waitForFunction(
      (round) => (window as unknown as { seen: Record<string, number> }).seen[round],
      String(round),
    );
    if (round >= 0) latencies.push(Math.max(0, ((await seen.jsonValue()) as number) - accepted));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await browser.close();
  await sender.close();
  await server.stop();
  return [
    {
      what: "250 to the row in the page's DOM, p50",
      value: percentile(latencies, 0.5),
      unit: 'ms',
      goal: { atMost: 100 },
      how: `${rounds} arrivals; p95 ${percentile(latencies, 0.95).toFixed(0)} ms`,
    },
  ];
}
