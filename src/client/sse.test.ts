import { expect, test } from 'vitest';
import { type ServerSentEvent, serverSentEvents } from './sse.js';

async function read(...chunks: Uint8Array[]): Promise<ServerSentEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(body)) events.push(event);
  return events;
}

const text = [
  ': a comment\n\n',
  'retry: 1000\n',
  'event: message\nid: 1\ndata: {"a":"ä🙂"}\n\n',
  'data: one\ndata:two\ndata\n\n',
  'event: ignored\n\n',
  'id: 2\r\nevent: resync\r\ndata: x\r\n\r\n',
  'id: 3\rdata: y\r\r',
  'data: unfinished\n',
].join('');

const events: ServerSentEvent[] = [
  { id: '1', event: 'message', data: '{"a":"ä🙂"}' },
  { id: '1', event: 'message', data: 'one\ntwo\n' },
  { id: '2', event: 'resync', data: 'x' },
  { id: '3', event: 'message', data: 'y' },
];

test('events come out the same however the bytes are cut', async () => {
  const bytes = new TextEncoder().encode(text);
  expect(await read(bytes)).toEqual(events);
  for (let cut = 1; cut < bytes.length; cut++) {
    expect(await read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(events);
  }
  expect(await read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(events);
});

test('a line without end is refused before it fills the memory', async () => {
  const chunk = new Uint8Array(1024 * 1024).fill(0x78);
  await expect(read(...Array(18).fill(chunk))).rejects.toThrow(/line without end/);
});
