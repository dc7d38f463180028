import { join } from 'node:path';

/** Version of everything in the folder; see docs/data-dir.md. */
export const FORMAT = 2;

/** The folder's files and directories. */
export class Layout {
  readonly journal: string;
  readonly newJournal: string;
  readonly outbox: string;
  readonly newOutbox: string;
  readonly lock: string;
  readonly reserve: string;
  readonly messages: string;
  readonly tmp: string;
  readonly quarantine: string;

  constructor(readonly dir: string) {
    this.journal = join(dir, 'journal.ndjson');
    this.newJournal = join(dir, 'journal.ndjson.new');
    this.outbox = join(dir, 'outbox.ndjson');
    this.newOutbox = join(dir, 'outbox.ndjson.new');
    this.lock = join(dir, 'restante.lock');
    this.reserve = join(dir, 'restante.reserve');
    this.messages = join(dir, 'messages');
    this.tmp = join(dir, 'tmp');
    this.quarantine = join(dir, 'quarantine');
  }

  directory(shard: string): string {
    return join(this.messages, shard);
  }

  message(id: string): string {
    return join(this.messages, shardOf(id), `${id}.eml`);
  }

  temporary(name: string): string {
    return join(this.tmp, name);
  }
}

/** The last two digits of an id: they are random, so each of 256 directories gets its share. */
export const shardOf = (id: string): string => id.slice(-2);

const MESSAGE_FILE = /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})\.eml$/;

/** The id that a file name in `messages/xx/` stands for; undefined for any other name. */
export const idOfFile = (name: string): string | undefined => MESSAGE_FILE.exec(name)?.[1];

export const SHARD = /^[0-9a-f]{2}$/;
