const LF = 0x0a;
const FROM = Buffer.from('From ');
const QUOTED = /^>+From /;

/**
 * The messages of an mbox file, one in memory at a time, each with the bytes that stood in it: one `>` of quoted
 * `>From ` lines is taken off (mboxrd), and the empty line that divides messages is not theirs.
 *
 * A message begins at a `From ` line at the start or after an empty line. Programs that do not quote leave such lines
 * in bodies too, so a later one counts only when it has a time of day, as real ones have.
 */
export async function* mboxMessages(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let message: Buffer[] | undefined;
  let afterEmpty = true;
  for await (const line of bufferLines(chunks)) {
    if (
      line.subarray(0, 5).equals(FROM) &&
      (message === undefined || (afterEmpty && /\d:\d\d/.test(line.toString('latin1'))))
    ) {
      if (message) yield finished(message);
      message = [];
      afterEmpty = false;
      continue;
    }
    message?.push(line[0] === 0x3e && QUOTED.test(line.toString('latin1')) ? line.subarray(1) : line);
    afterEmpty = isEmptyLine(line);
  }
  if (message) yield finished(message);
}

/** A message as an entry of an mbox file: `From ` line, quoted body, and the empty line after it. */
export function mboxEntry(raw: Buffer, sender: string, receivedAt: Date): Buffer {
  const from = sender.replace(/[^\x21-\x7e]+/g, '-') || 'MAILER-DAEMON';
  const pieces: Buffer[] = [Buffer.from(`From ${from} ${asctime(receivedAt)}\n`)];
  let start = 0;
  while (start < raw.length) {
    const end = raw.indexOf(LF, start) + 1 || raw.length;
    let at = start;
    while (raw[at] === 0x3e) at += 1;
    if (raw.subarray(at, at + 5).equals(FROM)) pieces.push(Buffer.from('>'));
    pieces.push(raw.subarray(start, end));
    start = end;
  }
  pieces.push(Buffer.from(raw.length === 0 || raw.at(-1) === LF ? '\n' : '\n\n'));
  return Buffer.concat(pieces);
}

/** Lines with their line breaks; the last may have none. */
async function* bufferLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let unfinished: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      const piece = chunk.subarray(start, end + 1);
      yield unfinished.length > 0 ? Buffer.concat([...unfinished, piece]) : piece;
      unfinished = [];
      start = end + 1;
    }
    if (start < chunk.length) unfinished.push(chunk.subarray(start));
  }
  if (unfinished.length > 0) yield Buffer.concat(unfinished);
}

function finished(lines: Buffer[]): Buffer {
  const last = lines.at(-1);
  if (last && isEmptyLine(last)) lines.pop();
  return Buffer.concat(lines);
}

const isEmptyLine = (line: Buffer): boolean =>
  line[0] === LF || (line.length === 2 && line[0] === 0x0d && line[1] === LF);

/** `Thu Jan  1 00:00:00 1970`, in UTC. */
function asctime(date: Date): string {
  const [day, dayOfMonth, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${String(Number(dayOfMonth)).padStart(2)} ${time} ${year}`;
}
