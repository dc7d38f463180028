// The product as it is shipped: the built files, every part running, its own defaults but for the ports.
const { createServer } = (await import('../../dist/index.js' as string)) as typeof import('../../src/index.js');

const { smtp } = await createServer({ smtp: { port: 0 }, http: { port: 0 } }).start();
process.send?.(smtp?.port);
process.on('disconnect', () => process.exit(0));
