import { ReleaseRefused, type ReleaseRequest } from '../../relay/relay.js';
import type { Message } from '../../store/store.js';
import type { Context } from '../context.js';
import type { PeerError } from './endpoint.js';

/** Puts a message into the queue; what may not be sent is an error with the peer's status. @throws PeerError */
export async function releaseFor(
  { relay }: Context,
  message: Message,
  request: ReleaseRequest,
  errorFor: (refused: ReleaseRefused) => PeerError,
): Promise<void> {
  try {
    await relay.release(message, request);
  } catch (error) {
    throw error instanceof ReleaseRefused ? errorFor(error) : error;
  }
}
