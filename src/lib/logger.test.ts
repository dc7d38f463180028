import { describe, expect, it } from 'vitest';
import { escapeControls, formatLogLine } from './log-text.js';
import { createLogger, type LogOptions, silentLogger } from './logger.js';

function lines(options: LogOptions) {
  const written: string[] = [];
  return { logger: createLogger(options, (line) => written.push(line)), written };
}

describe('createLogger', () => {
  it('writes JSON lines with the level as a word', () => {
    const { logger, written } = lines({ format: 'json', level: 'info' });
    logger.info({ event: 'ready', addresses: { smtp: null } });
    logger.warn('full');
    logger.debug('not seen');
    expect(written).toHaveLength(2);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ level: 'info', event: 'ready', addresses: { smtp: null } });
    expect(JSON.parse(written[1] ?? '')).toMatchObject({ level: 'warn', message: 'full', time: expect.any(Number) });
  });

  it.each(['text', 'json'] as const)('keeps secrets out of %s lines', (format) => {
    const { logger, written } = lines({ format, level: 'info' });
    logger.info({ password: 'hunter2', http: { token: 'hunter2', auth: 'hunter2' }, user: 'ann' }, 'login');
    expect(written.join('')).not.toContain('hunter2');
    expect(written.join('')).toContain('ann');
  });

  it('writes short lines for people, with the fields of a child', () => {
    const { logger, written } = lines({ format: 'text', level: 'info' });
    logger.child({ session: 's1' }).info({ size: 12, subject: 'two words' }, 'message kept');
    expect(written[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}message kept session=s1 size=12 subject="two words"\n$/);
  });

  it('shows the stack of an error at level error only', () => {
    const { logger, written } = lines({ format: 'text', level: 'info' });
    logger.error({ err: new Error('disk gone') }, 'append');
    logger.warn({ err: new Error('slow') }, 'append');
    expect(written[0]).toMatch(/error append err="disk gone"\n {4}Error: disk gone\n {4}at /);
    expect(written[1]).toMatch(/warn {2}append err=slow\n$/);
  });

  it('says nothing at level silent, nor does the silent logger', () => {
    const { logger, written } = lines({ format: 'text', level: 'silent' });
    logger.error('x');
    silentLogger.child({}).error('x');
    expect(written).toEqual([]);
  });
});

describe('formatLogLine', () => {
  it('lets no control character of a mail reach the terminal', () => {
    const line = formatLogLine(
      JSON.stringify({ level: 'info', time: 0, message: 'a\u001b[2Jb\nc', subject: 'x\u202ey\u009b' }),
    );
    expect(line).toContain('a\\u001b[2Jb\\u000ac');
    expect(line).toContain('subject="x\\u202ey\\u009b"');
    expect(line.split('\n')).toHaveLength(2);
  });

  it('leaves letters of all scripts alone', () => {
    expect(escapeControls('Grüße, почта 📮')).toBe('Grüße, почта 📮');
  });
});
