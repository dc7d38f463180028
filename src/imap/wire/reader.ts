import type { Input } from '../../net/input.js';
import type { Output } from '../../net/output.js';
import { MAX_COMMAND, MAX_COMMAND_BEFORE_LOGIN, MAX_DISCARD, MAX_LITERAL, MAX_LITERALS } from '../limits.js';
import { type Announcement, Args, announcement } from './args.js';
import { BadCommand, ConnectionOver } from './errors.js';
import type { Octets } from './octets.js';

/** A command as it came in, not looked at yet. */
export interface Received {
  readonly tag: string;
  /** Upper case; behind `UID ` when `uid` is true. */
  readonly verb: string;
  readonly uid: boolean;
  /** What follows the verb. */
  readonly args: Args;
  /** Its first line, for the transcript. */
  readonly line: Octets;
}

/** What is wrong with a line that is no command; `tag` is `*` where there was none. */
export class Unreadable extends Error {
  constructor(
    readonly tag: string,
    readonly line: Octets,
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

// RFC 9051 §9: a tag is ASTRING-CHARs without "+".
const COMMAND = /^([^\s(){%*"\\+]{1,200}) +(?:(UID) +)?([A-Za-z][A-Za-z0-9-]{0,40})(?= |$)/i;
const TAG = /^[^\s(){%*"\\+]{1,200}(?= |$)/;

/** Takes the input apart into commands with their literals (RFC 9051 §2.2.1, §4.3). */
export class CommandReader {
  constructor(
    private readonly input: Input,
    private readonly output: Output,
  ) {}

  /**
   * The next command, or null when the client is gone.
   * @param options.loggedIn nobody else needs more than a name and a password
   * @param options.streams whether a command reads its literals itself (`small`, `large`)
   * @throws Unreadable, after which the next command can be read
   * @throws ConnectionOver when what is announced cannot even be thrown away
   */
  async next(options: { loggedIn: boolean; streams: (verb: string) => boolean }): Promise<Received | null> {
    const max = options.loggedIn ? MAX_COMMAND : MAX_COMMAND_BEFORE_LOGIN;
    const first = await this.input.line(max);
    if (!first) return null;
    const line = first.bytes.toString('latin1');
    if (first.tooLong)
      throw new Unreadable(TAG.exec(line)?.[0] ?? '*', line, `The line is longer than ${max} octets`, 'TOOBIG');
    const match = COMMAND.exec(line);
    if (!match) {
      await this.#forget(line);
      throw new Unreadable(TAG.exec(line)?.[0] ?? '*', line, 'A command is a tag, a space and a name');
    }
    const [all, tag, uid, verb] = match as unknown as [string, string, string | undefined, string];
    const received = {
      tag,
      verb: verb.toUpperCase(),
      uid: uid !== undefined,
      args: new Args([line], [], all.length),
      line,
    };
    if (options.loggedIn && options.streams(received.verb)) return received;
    await this.#readLiterals(received, max, options.loggedIn);
    return received;
  }

  async #readLiterals({ tag, args, line }: Received, max: number, loggedIn: boolean): Promise<void> {
    const room = loggedIn ? MAX_LITERALS : MAX_COMMAND_BEFORE_LOGIN;
    const largest = Math.min(room, MAX_LITERAL);
    let left = room;
    let total = line.length;
    for (let piece = line; ; ) {
      const found = announcement(piece);
      // RFC 9051 §4.3: CHAR8 is any octet but NUL.
      if (!found && args.hasNul) throw new Unreadable(tag, line, 'A literal has a NUL octet and is no literal8');
      if (!found) return;
      if (found.length > Math.min(left, largest)) {
        await this.#refuse(found);
        throw new Unreadable(tag, line, `A literal may have ${largest} octets here`, 'TOOBIG');
      }
      piece = await this.#literal(args, found, max);
      left -= found.length;
      total += piece.length;
      if (total > max) {
        await this.#forget(piece);
        throw new Unreadable(tag, line, `The command is longer than ${max} octets`, 'TOOBIG');
      }
    }
  }

  /** For commands that read their literals themselves: takes one that stands here into the arguments. */
  async small(args: Args): Promise<void> {
    const found = args.announced;
    if (!found) return;
    if (found.length > MAX_LITERAL) {
      await this.#refuse(found);
      args.skipLiteral('');
      throw new BadCommand(`A literal may have ${MAX_LITERAL} octets here`, 'TOOBIG');
    }
    await this.#literal(args, found, MAX_COMMAND);
  }

  /**
   * … and gives one to `take`, in pieces as they come, then reads on behind it.
   * @param accept refuses it by throwing, before the client sends it where it waits
   */
  async large(
    args: Args,
    accept: (found: Announcement) => void,
    take: (piece: Buffer) => Promise<void> | undefined,
  ): Promise<void> {
    const found = args.announced;
    if (!found) args.fail('a literal');
    try {
      accept(found);
    } catch (error) {
      await this.#refuse(found);
      // All of the command is read: nothing is left for `finish`.
      args.skipLiteral('');
      throw error;
    }
    this.#goAhead(found);
    let failure: unknown;
    await this.input.each(found.length, (piece) => {
      if (failure) return undefined;
      try {
        return take(piece)?.catch((error: unknown) => {
          failure = error;
        });
      } catch (error) {
        failure = error;
        return undefined;
      }
    });
    const piece = await this.#line(MAX_COMMAND);
    args.skipLiteral(piece);
    // What follows is for `finish`.
    if (failure) throw failure;
  }

  /** Reads what is left of a command that was given up: the client sends the rest of it all the same. */
  async finish(args: Args): Promise<void> {
    await this.#forget(args.rest);
  }

  async #literal(args: Args, found: Announcement, max: number): Promise<Octets> {
    this.#goAhead(found);
    const octets = (await this.input.bytes(found.length)).toString('latin1');
    const piece = await this.#line(max);
    args.push({ octets, binary: found.binary }, piece);
    return piece;
  }

  #goAhead({ waits }: Announcement): void {
    if (!waits) return;
    this.output.line('+ Go on');
    this.output.flush();
  }

  async #line(max: number): Promise<Octets> {
    const line = await this.input.line(max);
    if (!line) throw new ConnectionOver();
    if (line.tooLong) throw new ConnectionOver('A line is too long');
    return line.bytes.toString('latin1');
  }

  /** A literal that is not wanted: a client that waits is not told to go on; another one sends it, and the rest. */
  async #refuse(found: Announcement): Promise<void> {
    if (found.waits) return;
    await this.#throwAway(found.length);
    await this.#forget(await this.#line(MAX_COMMAND));
  }

  /** The rest of a command, from a piece of it on: as long as it announces literals that come without our word. */
  async #forget(piece: Octets): Promise<void> {
    let left = MAX_DISCARD;
    for (let found = announcement(piece); found && !found.waits; ) {
      left -= found.length;
      if (left < 0) break;
      await this.#throwAway(found.length);
      found = announcement(await this.#line(MAX_COMMAND));
    }
  }

  async #throwAway(length: number): Promise<void> {
    if (length > MAX_DISCARD) throw new ConnectionOver('That is more than can be thrown away');
    await this.input.each(length, () => undefined);
  }
}
