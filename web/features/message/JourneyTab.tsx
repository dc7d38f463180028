import { useQuery } from '@tanstack/react-query';
import { Timeline } from '../../components/Timeline.js';
import { explain } from '../../lib/api.js';
import { journeyQuery } from '../../lib/queries.js';
import style from './Panels.module.css';

/** What happened to the message, from the connection that brought it to whoever read it. */
export default function JourneyTab({ id }: { id: string }) {
  const { data, error } = useQuery(journeyQuery(id));
  if (error && !data) return <p className={style.pad}>{explain(error)}</p>;
  return data ? <Timeline steps={data.steps} /> : null;
}
