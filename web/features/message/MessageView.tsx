import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Note } from '../../components/Note.js';
import { ApiError, explain } from '../../lib/api.js';
import { messageQuery } from '../../lib/queries.js';
import type { Tab } from '../../lib/router.js';
import type { AttachmentJson } from '../../lib/types.js';
import style from './Message.module.css';
import { MessageHead } from './MessageHead.js';
import { Strip } from './Strip.js';
import { Tabs } from './Tabs.js';
import { useReading } from './useReading.js';

const Gone = lazy(() => import('./Gone.js'));
const FileDialog = lazy(() => import('./FileDialog.js'));

/** One message. `back` shows a button to the list, where the two do not stand side by side. */
export function MessageView({ id, tab, back }: { id: string; tab: Tab | undefined; back: boolean }) {
  const { data: message, error } = useQuery(messageQuery(id));
  const [file, setFile] = useState<{ of: string; file: AttachmentJson }>();
  useReading(message);

  if (error && !message) {
    if (error instanceof ApiError && error.status === 404) {
      return (
        <Suspense>
          <Gone id={id} />
        </Suspense>
      );
    }
    return (
      <Note title="This message cannot be shown" testId="message-missing">
        <p>{explain(error)}</p>
      </Note>
    );
  }
  if (!message) return <p className={style.wait} aria-busy="true" />;
  return (
    <article className={style.message} aria-label="Message" data-testid="message" data-id={id}>
      <MessageHead message={message} back={back} />
      <Strip key={id} message={message} onFile={(chosen) => setFile({ of: id, file: chosen })} />
      <Tabs message={message} tab={tab} />
      {file?.of === id ? (
        <Suspense>
          <FileDialog id={id} file={file.file} onClose={() => setFile(undefined)} />
        </Suspense>
      ) : null}
    </article>
  );
}
