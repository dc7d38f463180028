import { monitorEventLoopDelay } from 'node:perf_hooks';

// The product as it is shipped, run by Node alone: a loader for TypeScript would be in the memory that is measured.
const { createServer } = /** @type {typeof import('../../src/index.js')} */ (
  await import(new URL('../../dist/index.js', import.meta.url).href)
);
// As the command has it.
const { boundHeap } = /** @type {typeof import('../../src/cli/heap.js')} */ (
  await import(new URL('../../dist/cli/heap.js', import.meta.url).href)
);
/** @type {ReturnType<typeof createServer> | undefined} */
let server;
const delay = monitorEventLoopDelay({ resolution: 1 });

process.on('message', async (/** @type {import('./server.js').Order} */ order) => {
  if (order.do === 'start') {
    server = createServer(order.config);
    boundHeap(server);
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
