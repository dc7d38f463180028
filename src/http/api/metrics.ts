import { route } from '../route.js';

export const getMetrics = route({
  method: 'get',
  path: '/metrics',
  id: 'getMetrics',
  group: 'Server',
  summary: 'Figures for Prometheus',
  description:
    'Sessions and messages by protocol, the store, the queue of outgoing mail, waits, the event loop and the process. Counted from the start of this process; those of the store and the queue are of all nodes. Asks for a login where one is configured.',
  answers: { 200: { description: 'Text exposition format', contentType: 'text/plain' } },
  async handle({ context, res }) {
    // Loaded with the first scrape: who has no Prometheus need not wait for it.
    const { metricsOf } = await import('../metrics.js');
    const registry = await metricsOf(context);
    res.set({ 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(await registry.metrics());
  },
});
