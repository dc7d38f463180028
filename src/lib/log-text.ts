const OWN = new Set(['level', 'time', 'message', 'err']);

/**
 * A JSON log line as a line for people: `12:34:56.789 warn  message key=value`. Control and direction-changing
 * characters are escaped, since what is logged may come from hostile mail and the reader is a terminal.
 * @param json one line with `level`, `time` (ms since the epoch) and perhaps `message` and `err`
 */
export function formatLogLine(json: string): string {
  const line = JSON.parse(json) as Record<string, unknown>;
  const level = String(line.level).padEnd(5);
  const words = [clock(Number(line.time)), level, escapeControls(String(line.message ?? line.event ?? ''))];
  for (const [key, value] of Object.entries(line)) {
    if (!OWN.has(key)) words.push(`${key}=${show(value)}`);
  }
  const problem = line.err as { message?: unknown; stack?: unknown } | undefined;
  if (problem) words.push(`err=${show(problem.message)}`);
  // A stack only where somebody has to mend something, each of its lines indented below.
  const stack = line.level === 'error' && problem?.stack ? `\n${indent(String(problem.stack))}` : '';
  return `${words.join(' ').trimEnd()}${stack}\n`;
}

function clock(time: number): string {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const ms = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${ms}`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return /^[\w.:/@+%~<>-]+$/.test(value) ? value : escapeControls(JSON.stringify(value));
  return escapeControls(JSON.stringify(value) ?? 'undefined');
}

/** C0, DEL, C1 and the bidirectional controls, as `\uNNNN`. */
export function escapeControls(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
    /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const indent = (text: string) =>
  text
    .split('\n')
    .map((row) => `    ${escapeControls(row.trim())}`)
    .join('\n');
