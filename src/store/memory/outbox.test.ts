import { outboxContract } from '../contract/outbox.js';
import { createMemoryOutbox } from './outbox.js';

outboxContract('memory', {
  async open() {
    const outbox = createMemoryOutbox();
    await outbox.open();
    return outbox;
  },
});
