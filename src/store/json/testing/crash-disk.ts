import { posix } from 'node:path';
import type { Disk, DiskFile } from '../disk.js';

/** What a power cut does to something that was written and not synced. */
export type Fate = 'kept' | 'dropped' | 'garbled' | 'torn';
export const FATES: readonly Fate[] = ['kept', 'dropped', 'garbled', 'torn'];

/** Bytes that disks write at one moment. */
const SECTOR = 512;

interface Write {
  readonly at: number;
  /** Null: the file was cut to `at`. */
  readonly bytes: Buffer | null;
}

/** A file's content, whatever its names. */
class Content {
  /** What a power cut leaves for certain. */
  safe: Buffer = Buffer.alloc(0);
  /** What programs see. */
  seen: Buffer = Buffer.alloc(0);
  pending: Write[] = [];
  touched = 0;

  apply(write: Write): void {
    this.seen = applied(this.seen, write);
    this.pending.push(write);
  }

  sync(): void {
    this.safe = Buffer.from(this.seen);
    this.pending = [];
  }
}

function applied(before: Buffer, { at, bytes }: Write): Buffer {
  const after = Buffer.alloc(bytes ? Math.max(before.length, at + bytes.length) : at);
  before.copy(after);
  bytes?.copy(after, at);
  return after;
}

type NameChange =
  | { readonly kind: 'set'; readonly path: string; readonly content: Content; readonly from?: string }
  | {
      readonly kind: 'remove';
      readonly path: string;
    };

export interface CrashPlan {
  /** The power goes off at this call of `sync` or `syncDirectory`, counted from 1. */
  readonly atSync: number;
  readonly fate: Fate;
  readonly seed: number;
  /** Whether that last sync itself still reached the disk, though nobody learned of it. */
  readonly lastSyncDone?: boolean;
}

/** Thrown by every call when the power is off. */
export class PowerOff extends Error {
  override readonly name = 'PowerOff';
  readonly code = 'EIO';
  readonly syscall = 'power';
}

/**
 * A disk in memory that loses power: bytes wait until their file is synced and names until their directory is; at the
 * planned sync everything that waits is kept, dropped, garbled or torn, each by chance when `seed` says so, and what
 * is left can be opened again by `afterCrash`.
 */
export class CrashDisk implements Disk {
  syncs = 0;
  off = false;
  #plan: CrashPlan | null;
  #random: () => number;
  #directories = new Set<string>(['/']);
  #safeDirectories = new Set<string>(['/']);
  /** What programs see. */
  #names = new Map<string, Content>();
  /** What a power cut leaves for certain. */
  #safeNames = new Map<string, Content>();
  #pendingNames: NameChange[] = [];
  #clock = 0;

  constructor(plan: CrashPlan | null = null) {
    this.#plan = plan;
    this.#random = generator(plan?.seed ?? 1);
  }

  async open(path: string, mode: 'read' | 'change' | 'edit' | 'new' | 'replace'): Promise<DiskFile> {
    await this.#step();
    let content = this.#names.get(path);
    if (content && mode === 'new') throw fault('EEXIST', path);
    if (!content) {
      if (mode === 'read' || mode === 'change' || !this.#directories.has(posix.dirname(path)))
        throw fault('ENOENT', path);
      content = new Content();
      this.#set(path, content);
    } else if (mode === 'replace') content.apply({ at: 0, bytes: null });
    return this.#file(content);
  }

  #file(content: Content): DiskFile {
    return {
      size: async () => {
        await this.#step();
        return content.seen.length;
      },
      read: async (target, position) => {
        await this.#step();
        return content.seen.copy(target, 0, Math.min(position, content.seen.length));
      },
      write: async (bytes, position) => {
        await this.#step();
        content.apply({ at: position, bytes: Buffer.from(bytes) });
      },
      truncate: async (size) => {
        await this.#step();
        content.apply({ at: size, bytes: null });
      },
      sync: async () => {
        await this.#step(() => content.sync());
        content.sync();
      },
      close: async () => {
        if (!this.off) await this.#step();
      },
    };
  }

  async list(path: string): Promise<string[]> {
    await this.#step();
    if (!this.#directories.has(path)) throw fault('ENOENT', path);
    const names = new Set<string>();
    for (const each of [...this.#names.keys(), ...this.#directories])
      if (each !== path && posix.dirname(each) === path) names.add(posix.basename(each));
    return [...names];
  }

  async makeDirectory(path: string, alone?: 'alone'): Promise<void> {
    await this.#step();
    if (alone && !this.#directories.has(posix.dirname(path))) throw fault('ENOENT', path);
    for (let each = path; !this.#directories.has(each); each = posix.dirname(each)) this.#directories.add(each);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#step();
    const content = this.#names.get(from);
    if (!content) throw fault('ENOENT', from);
    this.#names.delete(from);
    this.#names.set(to, content);
    this.#pendingNames.push({ kind: 'set', path: to, content, from });
  }

  async link(from: string, to: string): Promise<void> {
    await this.#step();
    const content = this.#names.get(from);
    if (!content) throw fault('ENOENT', from);
    if (this.#names.has(to)) throw fault('EEXIST', to);
    this.#set(to, content);
  }

  async remove(path: string): Promise<void> {
    await this.#step();
    if (!this.#names.delete(path)) throw fault('ENOENT', path);
    this.#pendingNames.push({ kind: 'remove', path });
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#step(() => this.#syncNames(path));
    this.#syncNames(path);
  }

  async touchedAt(path: string): Promise<number> {
    await this.#step();
    const content = this.#names.get(path);
    if (!content) throw fault('ENOENT', path);
    return content.touched;
  }

  async touch(path: string): Promise<void> {
    await this.#step();
    const content = this.#names.get(path);
    if (!content) throw fault('ENOENT', path);
    content.touched = ++this.#clock;
  }

  async free(): Promise<number> {
    await this.#step();
    return Number.POSITIVE_INFINITY;
  }

  /** Cuts the power now. */
  crash(): void {
    this.off = true;
  }

  /** What the disk has when the power is back. Nothing goes wrong with that one, or what the next plan says. */
  afterCrash(next: CrashPlan | null = null): CrashDisk {
    const fate = this.#plan?.fate ?? 'dropped';
    const disk = new CrashDisk(next);
    const stays = (path: string): boolean =>
      this.#safeDirectories.has(path) || fate === 'kept' || (fate !== 'dropped' && this.#random() < 0.5);
    for (const each of [...this.#directories].sort())
      if (each === '/' || (disk.#directories.has(posix.dirname(each)) && stays(each))) disk.#directories.add(each);
    disk.#safeDirectories = new Set(disk.#directories);
    const names = new Map(this.#safeNames);
    for (const change of this.#pendingNames) {
      // A name is there or not: garbling and tearing leave that to chance.
      const kept = fate === 'kept' || (fate !== 'dropped' && this.#random() < 0.5);
      if (!kept) continue;
      if (change.kind === 'remove') names.delete(change.path);
      else {
        if (change.from !== undefined && names.get(change.from) === change.content) names.delete(change.from);
        names.set(change.path, change.content);
      }
    }
    const copies = new Map<Content, Content>();
    for (const [path, content] of names) {
      if (!disk.#directories.has(posix.dirname(path))) continue;
      let copy = copies.get(content);
      if (!copy) {
        copy = new Content();
        copy.seen = this.#leave(content, fate);
        copy.sync();
        copies.set(content, copy);
      }
      disk.#names.set(path, copy);
      disk.#safeNames.set(path, copy);
    }
    return disk;
  }

  #leave(content: Content, fate: Fate): Buffer {
    let bytes: Buffer = content.safe;
    for (const write of content.pending) {
      if (fate === 'dropped') continue;
      if (fate === 'kept' || !write.bytes) {
        if (fate === 'kept' || this.#random() < 0.5) bytes = applied(bytes, write);
        continue;
      }
      // Sector by sector: written, or (garbled) noise, or (torn) what was there before.
      const after = applied(bytes, write);
      for (let at = write.at; at < write.at + write.bytes.length; ) {
        const next = Math.min((Math.floor(at / SECTOR) + 1) * SECTOR, write.at + write.bytes.length);
        if (this.#random() < 0.4) {
          if (fate === 'garbled') for (let i = at; i < next; i++) after[i] = Math.floor(this.#random() * 256);
          else {
            after.fill(0, at, next);
            if (at < bytes.length) bytes.copy(after, at, at, Math.min(next, bytes.length));
          }
        }
        at = next;
      }
      // A torn write may also not have made the file as long as it should be.
      const cut = fate === 'torn' && this.#random() < 0.3 && after.length > bytes.length;
      bytes = cut
        ? after.subarray(0, bytes.length + Math.floor(this.#random() * (after.length - bytes.length)))
        : after;
    }
    return Buffer.from(bytes);
  }

  #set(path: string, content: Content): void {
    this.#names.set(path, content);
    this.#pendingNames.push({ kind: 'set', path, content });
  }

  #syncNames(directory: string): void {
    for (const each of this.#directories) if (posix.dirname(each) === directory) this.#safeDirectories.add(each);
    const rest: NameChange[] = [];
    for (const change of this.#pendingNames) {
      const from = change.kind === 'set' ? change.from : undefined;
      // A rename is one change, and safe with either of its directories.
      if (posix.dirname(change.path) !== directory && (from === undefined || posix.dirname(from) !== directory)) {
        rest.push(change);
        continue;
      }
      if (change.kind === 'remove') this.#safeNames.delete(change.path);
      else {
        if (from !== undefined) this.#safeNames.delete(from);
        this.#safeNames.set(change.path, change.content);
      }
    }
    this.#pendingNames = rest;
  }

  /** One call: some turns of the event loop pass, more or fewer by chance. A sync counts, and may be the last. */
  async #step(sync?: () => void): Promise<void> {
    if (this.off) throw new PowerOff('The power is off.');
    const turns = this.#plan ? 1 + Math.floor(this.#random() * 4) : 1;
    for (let i = 0; i < turns; i++) await new Promise(setImmediate);
    if (this.off) throw new PowerOff('The power is off.');
    if (!sync || ++this.syncs !== this.#plan?.atSync) return;
    if (this.#plan.lastSyncDone) sync();
    this.off = true;
    throw new PowerOff('The power goes off.');
  }
}

function fault(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, syscall: 'crash-disk' });
}

/** Mulberry32: a small generator, the same everywhere for the same seed. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
