/** A server-sent event (HTML Living Standard §9.2). */
export interface ServerSentEvent {
  /** The last id so far; `""` before the first. */
  readonly id: string;
  /** `message` when the server named none. */
  readonly event: string;
  readonly data: string;
}

/** Longest line that is kept, in UTF-16 units; a server that sends more is not ours. */
const MAX_LINE = 16 * 1024 * 1024;

/** The events of a body, however its bytes are cut. Ends when the body does; an unfinished event is dropped. */
export async function* serverSentEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let id = '';
  let event = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      // A CR at the end may be half of a CRLF.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() as string;
      if (rest.length > MAX_LINE) throw new Error('The event stream sent a line without end.');
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield { id, event: event || 'message', data: data.join('\n') };
          event = '';
          data = [];
          continue;
        }
        const [, name = '', text = ''] = /^([^:]*)(?:: ?([\s\S]*))?$/.exec(line) ?? [];
        if (name === 'data') data.push(text);
        else if (name === 'event') event = text;
        else if (name === 'id' && !text.includes('\0')) id = text;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
