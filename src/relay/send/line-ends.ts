const CR = 13;
const LF = 10;

/** Bare CR and bare LF become CRLF, also where chunks meet: what is signed is what is sent, and nothing smuggles (RFC 5321 §2.3.8). */
export async function* withCrlf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let afterCr = false;
  for await (const chunk of source) {
    const out: Buffer[] = [];
    let from = 0;
    const mend = (at: number, text: string) => {
      out.push(chunk.subarray(from, at), Buffer.from(text));
      from = at;
    };
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (afterCr && byte !== LF) mend(at, '\n');
      else if (byte === LF && !afterCr) mend(at, '\r');
      afterCr = byte === CR;
    }
    out.push(chunk.subarray(from));
    yield out.length === 1 ? chunk : Buffer.concat(out);
  }
  if (afterCr) yield Buffer.from('\n');
}
