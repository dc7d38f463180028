import type { StoreEvent, Survey } from '../../store/types.js';
import type { Session } from './session.js';
import { MailboxView } from './view.js';

/**
 * Makes the session's view of a mailbox and keeps it up to date from then on: no change is missed or taken in twice.
 * @throws MailboxNotFound
 */
export async function openView(session: Session, mailboxId: string, readOnly: boolean): Promise<Survey> {
  const { store } = session;
  const early: StoreEvent[] = [];
  let hear = (event: StoreEvent): void => {
    early.push(event);
  };
  const watch = store.subscribe((event) => hear(event), { mailboxId });
  try {
    const survey = await store.survey(mailboxId);
    const view = new MailboxView(mailboxId, survey.uids, readOnly);
    view.hearKeywords(survey.keywords);
    for (const event of early) if (event.position > survey.position) view.note(event);
    hear = (event) => {
      view.note(event);
      session.wake();
    };
    const recentFrom = readOnly ? survey.recentFrom : await store.claimRecent(mailboxId);
    view.recent.add(recentFrom, view.newestUid);
    session.select(view, watch);
    return survey;
  } catch (error) {
    watch.close();
    throw error;
  }
}
