import type { ImapClient } from './client.js';

/** One message as a client knows it. */
interface Known {
  uid: number | null;
  /** Without \Recent, sorted; null until it was told. */
  flags: string | null;
}

/** A client that believes everything it is told, and nothing else (RFC 9051 §7). */
export class Mirror {
  messages: Known[] = [];
  /** Numbers that were told as gone while the last command was running. */
  expunges = 0;

  constructor(readonly client: ImapClient) {}

  /** Says a command and takes in what it is told. */
  async say(command: string): Promise<string> {
    const { untagged, tagged } = await this.client.say(command);
    this.expunges = 0;
    for (const line of untagged) this.hear(line);
    // The client knows what it did; this one does not work it out.
    if (command.includes('.SILENT')) for (const known of this.messages) known.flags = null;
    return tagged;
  }

  hear(line: string): void {
    const exists = /^\* (\d+) EXISTS$/.exec(line);
    if (exists) {
      const count = Number(exists[1]);
      // RFC 9051 §7.4.1: the number of messages never shrinks by EXISTS.
      if (count < this.messages.length) throw new Error(`${line}, but there are ${this.messages.length}`);
      while (this.messages.length < count) this.messages.push({ uid: null, flags: null });
      return;
    }
    const expunge = /^\* (\d+) EXPUNGE$/.exec(line);
    if (expunge) {
      this.expunges++;
      if (this.messages.splice(Number(expunge[1]) - 1, 1).length !== 1) throw new Error(`${line}: no such message`);
      return;
    }
    const vanished = /^\* VANISHED ([\d:,]+)$/.exec(line);
    if (vanished) {
      this.expunges++;
      const gone = new Set(numbers(vanished[1] as string));
      if (this.messages.some(({ uid }) => uid === null)) throw new Error(`${line}: some UIDs are not known`);
      this.messages = this.messages.filter(({ uid }) => !gone.has(uid as number));
      return;
    }
    const fetch = /^\* (\d+) FETCH \((.*)\)$/s.exec(line);
    if (fetch) this.#fetched(Number(fetch[1]), fetch[2] as string);
  }

  #fetched(number: number, items: string): void {
    const known = this.messages[number - 1];
    if (!known) throw new Error(`FETCH of ${number}, but there are ${this.messages.length}`);
    const uid = /\bUID (\d+)/.exec(items)?.[1];
    if (uid !== undefined) {
      if (known.uid !== null && known.uid !== Number(uid)) throw new Error(`${number} is ${known.uid}, not ${uid}`);
      known.uid = Number(uid);
    }
    const flags = /\bFLAGS \(([^)]*)\)/.exec(items)?.[1];
    if (flags !== undefined) known.flags = sorted(flags.split(' '));
  }
}

/** Flags in one order, without \Recent, which is another one in each session. */
export const sorted = (flags: readonly string[]): string =>
  flags
    .filter((flag) => flag !== '' && flag !== '\\Recent')
    .sort()
    .join(' ');

function numbers(set: string): number[] {
  return set.split(',').flatMap((range) => {
    const [first, last = first] = range.split(':').map(Number) as [number, number?];
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
