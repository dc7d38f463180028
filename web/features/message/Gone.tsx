import { useQuery } from '@tanstack/react-query';
import { Note } from '../../components/Note.js';
import { Timeline } from '../../components/Timeline.js';
import { journeyQuery } from '../../lib/queries.js';
import style from './Message.module.css';

/** In the place of a message that is gone: what stayed known of it. */
export default function Gone({ id }: { id: string }) {
  const { data, isPending } = useQuery(journeyQuery(id));
  if (isPending) return null;
  if (!data) {
    return (
      <Note title="This message is gone" testId="message-missing">
        <p>It was deleted, or made room for newer mail.</p>
      </Note>
    );
  }
  return (
    <section className={style.gone} aria-label="What stayed known of the message" data-testid="message-missing">
      <header className={style.head}>
        <h2 className={style.subject}>{data.subject || 'A message without a subject'}</h2>
        <p className={style.fate}>This message is gone. This is its journey.</p>
      </header>
      <Timeline steps={data.steps} />
    </section>
  );
}
