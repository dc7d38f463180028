import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Order } from './server.js';

// The product as it is shipped, not its sources: the built files are what users run.
const { createServer } = (await import('../../dist/index.js' as string)) as typeof import('../../src/index.js');
let server: ReturnType<typeof createServer> | undefined;
const delay = monitorEventLoopDelay({ resolution: 1 });

process.on('message', async (order: Order) => {
  if (order.do === 'start') {
    server = createServer(order.config);
    const addresses = await server.start();
    delay.enable();
    process.send?.(addresses);
  } else {
    const stall = delay.max / 1e6;
    const peak = process.resourceUsage().maxRSS * 1024;
    globalThis.gc?.();
    const rss = process.memoryUsage.rss();
    // The collection is ours, so its stall is let pass before the next measurement begins.
    await new Promise((resolve) => setTimeout(resolve, 20));
    delay.reset();
    process.send?.({ stall, rss, peak });
  }
});

process.on('disconnect', async () => {
  await server?.stop();
  process.exit(0);
});
