import { OpenSession, type SessionBegin } from './open-session.js';
import type { Said, SessionInfo, SessionRegistry } from './registry.js';

export type { OpenSession, SessionBegin } from './open-session.js';

/** Bounds of the log of ended sessions; open ones are bounded by the number of connections. */
export interface SessionLogLimits {
  /** Sessions. */
  readonly count?: number;
  /** Characters of transcript. */
  readonly characters?: number;
  readonly now?: () => number;
}

const PROTOCOLS = ['smtp', 'pop3', 'imap'] as const;

/** All sessions of this process: those that are open, and the latest of those that ended. */
export interface SessionLog extends SessionRegistry {
  begin(info: SessionBegin): OpenSession;
  /** Calls `listener` with each session when it is over; it must be quick. Returns how to end that. */
  watchEnds(listener: (session: OpenSession) => void): () => void;
}

/**
 * A log that forgets the sessions that ended first when either bound (1,000 sessions, 16 Mi characters) is passed, and at
 * once those in which nothing was said but goodbye.
 */
export function createSessionLog(limits: SessionLogLimits = {}): SessionLog {
  const { count = 1000, characters = 16 * 1024 ** 2, now = Date.now } = limits;
  /** By id, in order of beginning. */
  const sessions = new Map<string, OpenSession>();
  /** In order of ending. */
  const ended = new Set<OpenSession>();
  const watchers = new Set<(said: Said) => void>();
  const enders = new Set<(session: OpenSession) => void>();
  let held = 0;
  const counters = new Map(PROTOCOLS.map((protocol) => [protocol, { messages: 0, nothing: 0, failed: 0, brought: 0 }]));

  function onEnd(session: OpenSession): void {
    // A check of health every few seconds would push out what one looks for.
    if (session.onlyKnocked) {
      sessions.delete(session.id);
      return;
    }
    const counter = counters.get(session.protocol);
    const { outcome, messageCount } = session.info();
    if (counter && outcome !== 'open') counter[outcome]++;
    if (counter) counter.brought += messageCount;
    ended.add(session);
    held += session.size;
    for (const oldest of ended) {
      if (ended.size <= count && held <= characters) break;
      ended.delete(oldest);
      sessions.delete(oldest.id);
      held -= oldest.size;
    }
    for (const listener of enders) listener(session);
  }

  return {
    begin(info) {
      const session = new OpenSession(info, now, onEnd, ({ protocol, client }, line) => {
        for (const watcher of watchers) watcher({ protocol, client, line });
      });
      sessions.set(session.id, session);
      return session;
    },

    list({ limit, before, outcome }) {
      const newestFirst = [...sessions.values()].reverse();
      const from = before === undefined ? 0 : newestFirst.findIndex((session) => session.id === before) + 1;
      // The session that ended the page before is forgotten by now, and with it all that came after it.
      if (before !== undefined && from === 0) return { sessions: [], next: null };
      const page: SessionInfo[] = [];
      for (let at = from; at < newestFirst.length; at++) {
        const info = newestFirst[at]?.info();
        if (!info || (outcome !== undefined && info.outcome !== outcome)) continue;
        if (page.length === limit) return { sessions: page, next: page.at(-1)?.id ?? null };
        page.push(info);
      }
      return { sessions: page, next: null };
    },

    watch(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },

    watchEnds(listener) {
      enders.add(listener);
      return () => void enders.delete(listener);
    },

    counts() {
      const open = [...sessions.values()].map((session) => session.info()).filter(({ outcome }) => outcome === 'open');
      return [...counters].map(([protocol, { brought, ...ended }]) => {
        const own = open.filter((info) => info.protocol === protocol);
        const messages = own.reduce((sum, { messageCount }) => sum + messageCount, brought);
        return { protocol, open: own.length, ended, messages };
      });
    },

    get(id) {
      const session = sessions.get(id);
      return session && { info: session.info(), transcript: session.transcript() };
    },
  };
}
