import type { Model } from '../model/model.js';
import type { MessageRecord } from '../model/records.js';
import { accountState, accountsInOrder, messageState } from '../model/restore.js';
import { FORMAT } from './layout.js';
import { sealMessage, sealObject } from './line.js';
import type { JournalHead } from './replay.js';

export const journalHead = (model: Model, epoch: string, lastId: string): JournalHead => ({
  is: 'journal',
  format: FORMAT,
  epoch,
  position: model.position,
  uidValidity: model.lastUidValidity,
  lastId,
});

/** Where the bytes of a message are, when its file may not be safe. */
export interface Kept {
  /** In base64. */
  readonly raw?: string;
  /** Name in `tmp/` that it had, and may have again. */
  readonly file?: string;
}

/** A message as it is. */
export function messageLine(model: Model, message: MessageRecord, { raw, file }: Kept = {}): Buffer {
  const { row, details } = message;
  const parts = {
    row: model.rows.view(row).toString(),
    rowLength: row.length,
    details: model.details.view(details).toString(),
    detailsLength: details.length,
    raw: raw ?? null,
  };
  return sealMessage({ is: 'message', ...messageState(message), sum: message.bytes, file }, parts);
}

/** What stands before the messages. */
export function* preamble(model: Model, epoch: string, lastId: string): Generator<Buffer, void> {
  yield sealObject(journalHead(model, epoch, lastId));
  for (const account of accountsInOrder(model)) yield sealObject({ is: 'account', ...accountState(account) });
}

/** A whole model as lines, from which `Replay` makes the same model. Do not change it meanwhile. */
export function* snapshot(model: Model, epoch: string, lastId: string): Generator<Buffer, void> {
  yield* preamble(model, epoch, lastId);
  for (const message of model.arrivals.ascend()) yield messageLine(model, message);
}

/** About how many bytes `snapshot` gives. */
export function snapshotSize(model: Model): number {
  return 250 + model.rows.bytes + model.details.bytes + 350 * model.messages.size + 200 * model.accounts.size;
}
