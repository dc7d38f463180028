import type { TranscriptLine } from '../sessions/transcript.js';

/** A command of an SMTP client with all that followed until the next one; the first has no command (the greeting). */
export interface Exchange {
  /** The client's line; null before its first. */
  readonly command: string | null;
  /** Upper case, `''` before the first. */
  readonly verb: string;
  /** What was answered, line by line; of DATA both answers. */
  readonly replies: readonly string[];
  readonly notes: readonly string[];
  readonly lines: readonly TranscriptLine[];
}

/** Takes an SMTP dialogue apart. Lines of AUTH that are no commands belong to the command. */
export function exchangesOf(transcript: readonly TranscriptLine[]): Exchange[] {
  const exchanges: { command: string | null; lines: TranscriptLine[] }[] = [{ command: null, lines: [] }];
  let challenged = false;
  for (const line of transcript) {
    if (line.from === 'client' && !challenged) exchanges.push({ command: line.line, lines: [] });
    challenged = line.from === 'server' && line.line.startsWith('334');
    exchanges.at(-1)?.lines.push(line);
  }
  return exchanges
    .filter(({ lines }) => lines.length > 0)
    .map(({ command, lines }) => ({
      command,
      verb: /^\s*([A-Za-z]*)/.exec(command ?? '')?.[1]?.toUpperCase() ?? '',
      replies: lines.flatMap(({ from, line }) => (from === 'server' ? line : [])),
      notes: lines.flatMap(({ from, line }) => (from === 'note' ? line : [])),
      lines,
    }));
}

/** Whether a reply says no (RFC 5321 §4.2.1: the first digit is 4 or 5). */
export const isRefusal = (reply: string | null | undefined): reply is string => /^[45]\d\d/.test(reply ?? '');

/** The last reply of an exchange, which decided it. */
export const lastReply = ({ replies }: Exchange): string | null => replies.at(-1) ?? null;

const ADDRESS = /^\s*(?:MAIL\s+FROM|RCPT\s+TO)\s*:?\s*(?:<([^>]*)>|(\S*))/i;

/** The address of MAIL or RCPT, as the client wrote it. */
export function addressIn(command: string | null): string {
  const match = ADDRESS.exec(command ?? '');
  return match?.[1] ?? match?.[2] ?? '';
}
