import type { Context } from '../context.js';

/** A push client: text frames to it, none from it. */
export interface PushClient {
  /** A value as JSON in one frame. */
  send(value: unknown): void;
  /** JSON that is written already. */
  sendText(json: string): void;
  /** Ends the line: the client is too slow. */
  end(): void;
  /** Called when the client is gone. */
  onClose(call: () => void): void;
}

/** Begins to tell a client what happens. */
export type Push = (client: PushClient, context: Context) => void;
