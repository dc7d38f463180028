/** Another, much simpler account of what mailboxes are, to compare a store with. One account; errors are `false`. */
export interface TinyEntry {
  readonly uid: number;
  /** The message, by its subject. */
  readonly subject: string;
  readonly flags: readonly string[];
}

export interface TinyBox {
  uidNext: number;
  entries: readonly TinyEntry[];
}

export class TinyModel {
  boxes = new Map<string, TinyBox>();

  append(name: string, messages: readonly { subject: string; flags: readonly string[] }[]): boolean {
    this.#make('INBOX');
    this.#make(name);
    for (const { subject, flags } of messages) this.#put(name, subject, flags);
    return true;
  }

  replace(name: string, uid: number, subject: string): boolean {
    const box = this.boxes.get(name);
    if (!box?.entries.some((entry) => entry.uid === uid)) return false;
    this.#put(name, subject, []);
    box.entries = box.entries.filter((entry) => entry.uid !== uid);
    return true;
  }

  flags(
    name: string,
    first: number,
    last: number,
    mode: 'add' | 'remove' | 'replace',
    flags: readonly string[],
  ): boolean {
    const box = this.boxes.get(name);
    if (!box) return false;
    box.entries = box.entries.map((entry) => {
      if (entry.uid < first || entry.uid > last) return entry;
      const kept = mode === 'replace' ? [] : entry.flags.filter((flag) => mode === 'add' || !flags.includes(flag));
      const added = mode === 'remove' ? [] : flags;
      return { ...entry, flags: [...new Set([...kept, ...added])].sort() };
    });
    return true;
  }

  expunge(name: string): boolean {
    const box = this.boxes.get(name);
    if (!box) return false;
    box.entries = box.entries.filter(({ flags }) => !flags.includes('\\Deleted'));
    return true;
  }

  transfer(from: string, first: number, last: number, to: string, move: boolean): boolean {
    const source = this.boxes.get(from);
    if (!source || !this.boxes.has(to)) return false;
    const chosen = source.entries.filter(({ uid }) => uid >= first && uid <= last);
    for (const { subject, flags } of chosen) this.#put(to, subject, flags);
    if (move) source.entries = source.entries.filter((entry) => !chosen.includes(entry));
    return true;
  }

  deleteMessage(subject: string): boolean {
    for (const box of this.boxes.values()) box.entries = box.entries.filter((entry) => entry.subject !== subject);
    return true;
  }

  create(name: string): boolean {
    if (this.boxes.has(name) || !this.boxes.has('INBOX')) return false;
    this.#make(name);
    return true;
  }

  delete(name: string): boolean {
    return name !== 'INBOX' && this.boxes.delete(name);
  }

  rename(from: string, to: string): boolean {
    const box = this.boxes.get(from);
    if (!box || this.boxes.has(to)) return false;
    if (from === 'INBOX') {
      this.#make(to);
      return this.transfer(from, 1, Number.POSITIVE_INFINITY, to, true);
    }
    if (to.startsWith(`${from}/`)) return false;
    const moved = [...this.boxes].filter(([name]) => name === from || name.startsWith(`${from}/`));
    if (moved.some(([name]) => this.boxes.has(to + name.slice(from.length)))) return false;
    if (to.includes('/')) this.#make(to.slice(0, to.lastIndexOf('/')));
    for (const [name] of moved) this.boxes.delete(name);
    for (const [name, each] of moved) this.boxes.set(to + name.slice(from.length), each);
    return true;
  }

  /** Subjects of all messages that are somewhere. */
  get subjects(): string[] {
    return [...new Set([...this.boxes.values()].flatMap(({ entries }) => entries.map(({ subject }) => subject)))];
  }

  #make(name: string): void {
    if (this.boxes.has(name)) return;
    const levels = name.split('/');
    for (let depth = 1; depth <= levels.length; depth++) {
      const each = levels.slice(0, depth).join('/');
      if (!this.boxes.has(each)) this.boxes.set(each, { uidNext: 1, entries: [] });
    }
  }

  #put(name: string, subject: string, flags: readonly string[]): void {
    const box = this.boxes.get(name) as TinyBox;
    box.entries = [...box.entries, { uid: box.uidNext++, subject, flags: [...flags].sort() }];
  }
}
