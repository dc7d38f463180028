import type { TranscriptLine } from './transcript.js';

/** What is told of a session of any protocol. */
export interface SessionInfo {
  readonly id: string;
  readonly protocol: 'smtp' | 'pop3' | 'imap';
  readonly client: { readonly address: string; readonly port: number };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly user: string | null;
  readonly tls: string | null;
  readonly outcome: 'open' | 'messages' | 'nothing' | 'failed';
  /** The last 100 ids of messages it brought. */
  readonly messages: readonly string[];
  readonly messageCount: number;
}

/** A line of a server as it is said. */
export interface Said extends Pick<SessionInfo, 'protocol' | 'client'> {
  readonly line: string;
}

/** How many sessions of a protocol there were since the start. */
export interface SessionCounts {
  readonly protocol: SessionInfo['protocol'];
  readonly open: number;
  /** By outcome; those in which nothing was said but goodbye are not counted. */
  readonly ended: Readonly<Record<Exclude<SessionInfo['outcome'], 'open'>, number>>;
  /** Messages that they brought. */
  readonly messages: number;
}

/** Sessions, open and lately ended, newest first; bounded by number and bytes. */
export interface SessionRegistry {
  /** `before`: the id that ended the page before. */
  list(options: { limit: number; before?: string; outcome?: SessionInfo['outcome'] }): {
    sessions: SessionInfo[];
    next: string | null;
  };
  /** Calls `listener` for each line that a server says in any session; it must be quick. Returns how to end that. */
  watch(listener: (said: Said) => void): () => void;
  /** All protocols, also those without a session. */
  counts(): SessionCounts[];
  get(id: string): { info: SessionInfo; transcript: TranscriptLine[] } | undefined;
}
