/** A connection with something to send. */
interface Sender {
  flush(): void;
}

/**
 * Sends what connections have to say when all of them that have sent something have been heard, not in between: under load
 * the clients are then woken once for all of it, and answer together.
 */
export class Outgoing {
  #senders: Sender[] = [];

  /** `sender.flush` is called in this turn of the event loop, behind all input that is there. */
  soon(sender: Sender): void {
    if (this.#senders.push(sender) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const senders = this.#senders;
    this.#senders = [];
    for (const sender of senders) sender.flush();
  }
}
