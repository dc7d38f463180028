// The product as it is shipped: the built files, every part running, its own defaults but for the ports.
const { createServer } = (await import('../../dist/index.js' as string)) as typeof import('../../src/index.js');
// As the command has it.
const { boundHeap } = (await import('../../dist/cli/heap.js' as string)) as typeof import('../../src/cli/heap.js');

/** With a folder, what is acknowledged is on the disk; with the URL of a database it is committed, and all of it stays. */
const [place] = process.argv.slice(2);
const kept = place?.startsWith('postgres:')
  ? { store: { url: place, maxMessages: 0, maxBytes: 0 } }
  : { dataDir: place };
const server = createServer({ smtp: { port: 0 }, ...kept });
boundHeap(server);
const { smtp, http } = await server.start();
process.send?.({ port: smtp?.port, url: http?.url ?? null });
process.on('disconnect', async () => {
  await server.stop();
  process.exit(0);
});
