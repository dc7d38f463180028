import { createStore } from '../lib/store.js';

/** Whether the inboxes lie over the list, where there is no room beside it. */
export const drawer = createStore(false);
