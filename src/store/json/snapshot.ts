import type { Model } from '../model/model.js';
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

/** A whole model as lines, from which `Replay` makes the same model. Do not change it meanwhile. */
export function* snapshot(model: Model, epoch: string, lastId: string): Generator<Buffer, void> {
  yield sealObject(journalHead(model, epoch, lastId));
  for (const account of accountsInOrder(model)) yield sealObject({ is: 'account', ...accountState(account) });
  for (const message of model.arrivals.ascend()) {
    const { row, details } = message;
    const parts = {
      row: model.rows.view(row).toString(),
      rowLength: row.length,
      details: model.details.view(details).toString(),
      detailsLength: details.length,
      raw: null,
    };
    yield sealMessage({ is: 'message', ...messageState(message), sum: message.bytes }, parts);
  }
}

/** About how many bytes `snapshot` gives. */
export function snapshotSize(model: Model): number {
  return 250 + model.rows.bytes + model.details.bytes + 350 * model.messages.size + 200 * model.accounts.size;
}
