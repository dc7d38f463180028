import { useQuery } from '@tanstack/react-query';
import { Kbd } from '../components/Kbd.js';
import { Note } from '../components/Note.js';
import { MessageView } from '../features/message/MessageView.js';
import { infoQuery } from '../lib/queries.js';
import { useRoute } from '../lib/router.js';
import style from './App.module.css';
import { LazyQueueItem, LazySession, LazySetup, LazyWhy } from './parts.js';

/** The pane on the right: the message, a session, or the manual while there is no mail. */
export function MainPane({ back }: { back: boolean }) {
  const { page, id, tab, since = '' } = useRoute();
  const { data: info } = useQuery(infoQuery);
  if (page === 'sessions') {
    return (
      <div className={style.scroll}>
        <LazySession id={id} />
      </div>
    );
  }
  if (page === 'queue') {
    return (
      <div className={style.scroll}>
        <LazyQueueItem id={id} />
      </div>
    );
  }
  if (page === 'why') return <LazyWhy to={id ?? ''} since={since} back={back} />;
  if (page === 'setup') return <LazySetup />;
  if (id) return <MessageView id={id} tab={tab} back={back} />;
  if (info?.store.messages === 0 && !back) return <LazySetup />;
  return (
    <Note title="No message is open">
      <p>
        <Kbd keys="j" /> <Kbd keys="k" /> move, <Kbd keys="Enter" /> opens, <Kbd keys="?" /> shows all keys.
      </p>
    </Note>
  );
}
