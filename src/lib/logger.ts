import { createRequire } from 'node:module';
import type { pino as Pino } from 'pino';
import { formatLogLine } from './log-text.js';

type Log = {
  (fields: object, message?: string): void;
  (message: string): void;
};

/** What the parts of the house log with: pino's shape, as much of it as they need. */
export interface Logger {
  readonly error: Log;
  readonly warn: Log;
  readonly info: Log;
  readonly debug: Log;
  /** A logger that adds these fields to each of its lines. */
  child(fields: Record<string, unknown>): Logger;
}

export interface LogOptions {
  format: 'text' | 'json';
  level: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}

/** Names of fields that never reach a log line, at the top and one step down. */
const SECRETS = ['password', 'pass', 'token', 'auth', 'authorization', 'cookie', 'key', 'secret', 'users'];

/** From the most to the least pressing. */
const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/**
 * Log lines on standard output: plain pino as JSON (`level` as a word, `time` in ms), or short lines for people.
 * pino is loaded with the first line that is written: a start says nothing, and loading takes a tenth of it.
 * @param write takes each finished line instead of standard output
 */
export function createLogger(options: LogOptions, write?: (line: string) => void): Logger {
  let made: Logger | undefined;
  return atFirstLine(options.level, () => {
    made ??= makeLogger(options, write);
    return made;
  });
}

/** A logger that is made when a line of its level, or a more pressing one, is written. */
function atFirstLine(level: LogOptions['level'], make: () => Logger): Logger {
  const logger: Record<string, unknown> = {
    child: (fields: Record<string, unknown>) => {
      let child: Logger | undefined;
      return atFirstLine(level, () => {
        child ??= make().child(fields);
        return child;
      });
    },
  };
  const least = LEVELS.indexOf(level as (typeof LEVELS)[number]);
  for (const [i, name] of LEVELS.entries()) {
    logger[name] = i <= least ? (...line: Parameters<Log>) => make()[name](...line) : () => {};
  }
  return logger as unknown as Logger;
}

function makeLogger(options: LogOptions, write?: (line: string) => void): Logger {
  const { pino } = createRequire(import.meta.url)('pino') as { pino: typeof Pino };
  const settings = {
    level: options.level,
    base: null,
    messageKey: 'message',
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  };
  if (options.format === 'json') {
    // Lines are written at once, so that none is lost when the process ends.
    return write ? pino(settings, { write }) : pino(settings, pino.destination({ dest: 1, sync: true }));
  }
  const print = write ?? ((line: string) => process.stdout.write(line));
  return pino(settings, { write: (line: string) => print(formatLogLine(line)) });
}

/** A logger that says nothing, for parts used without one. */
export const silentLogger: Logger = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => silentLogger,
};
