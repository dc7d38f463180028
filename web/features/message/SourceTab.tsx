import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button, LinkButton } from '../../components/Button.js';
import { explain, send } from '../../lib/api.js';
import { messageUrl } from '../../lib/base.js';
import { formatSize } from '../../lib/format.js';
import style from './Panels.module.css';

/** Bytes shown at first: enough for nearly every mail, and quick to lay out. */
const FIRST = 256 * 1024;

async function readSource(id: string, all: boolean, signal: AbortSignal): Promise<string> {
  const headers: Record<string, string> = all ? {} : { range: `bytes=0-${FIRST - 1}` };
  const answer = await send(`api/messages/${encodeURIComponent(id)}/raw`, { headers, signal });
  return new TextDecoder().decode(await answer.arrayBuffer());
}

/** The message as it came over the wire. */
export default function SourceTab({ id, size }: { id: string; size: number }) {
  const [all, setAll] = useState(size <= FIRST);
  const { data, error } = useQuery({
    queryKey: ['message', id, 'source', all],
    queryFn: ({ signal }) => readSource(id, all, signal),
    gcTime: 0,
  });
  return (
    <>
      <div className={style.bar}>
        <span>{all ? formatSize(size) : `The first ${formatSize(FIRST)} of ${formatSize(size)}`}</span>
        {all ? null : (
          <Button onClick={() => setAll(true)} data-testid="source-all">
            Show all
          </Button>
        )}
        <LinkButton icon={Download} href={messageUrl(id, 'raw')} download={`${id}.eml`} data-testid="source-download">
          Download
        </LinkButton>
      </div>
      {error ? <p className={style.source}>{explain(error)}</p> : null}
      <pre className={style.source} data-testid="source">
        {data}
      </pre>
    </>
  );
}
