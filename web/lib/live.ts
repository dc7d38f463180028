import type { Socket } from 'socket.io-client';
import { readToken, tokenWanted } from './api.js';
import { url } from './base.js';
import { createBatch } from './batch.js';
import { resync, takeEvents } from './live-apply.js';
import { eventLog } from './live-log.js';
import { createStore } from './store.js';
import type { LiveEvent, Problem } from './types.js';

export type LiveStatus = 'connecting' | 'online' | 'offline';
export const liveStatus = createStore<LiveStatus>('connecting');

let socket: Socket | undefined;
let cursor: string | undefined;

const batch = createBatch<LiveEvent>(takeEvents);

/**
 * Opens the live connection, once. `since` is the cursor of the first list, so that nothing between the two is
 * missed; after a break the server replays what came after the last event seen here.
 */
export async function startLive(since: string): Promise<void> {
  if (socket) return;
  cursor = since;
  const { io } = await import('socket.io-client');
  if (socket) return;
  socket = io({
    path: url('socket.io'),
    transports: ['websocket', 'polling'],
    reconnectionDelay: 250,
    reconnectionDelayMax: 2000,
    randomizationFactor: 0.3,
    auth: (give) => give({ token: readToken(), since: cursor }),
  });
  socket.on('hello', (hello: { cursor: string; resumed: boolean }) => {
    liveStatus.set('online');
    // A resumed stream replays from our own cursor; hello's would skip the replay if the line broke in between.
    if (!hello.resumed) cursor = hello.cursor;
  });
  socket.on('events', (events: LiveEvent[]) => {
    cursor = events.at(-1)?.cursor ?? cursor;
    eventLog.add(events);
    batch.add(events);
  });
  socket.on('resync', (from: { cursor: string }) => {
    cursor = from.cursor;
    batch.flush();
    resync();
  });
  socket.on('disconnect', (reason) => {
    liveStatus.set('offline');
    // socket.io does not come back by itself when it was the server that ended the connection.
    if (reason === 'io server disconnect') setTimeout(() => socket?.connect(), 500);
  });
  socket.on('connect_error', (error: Error & { data?: Problem }) => {
    liveStatus.set('offline');
    if (error.data?.status === 401) tokenWanted.set(true);
    else if (!socket?.active) setTimeout(() => socket?.connect(), 1000);
  });
}

/** Connects again at once, e.g. with a new token or when the network is back. */
export function reconnectLive(): void {
  socket?.disconnect().connect();
}
