import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyButton } from '../../components/CopyButton.js';
import { headersQuery } from '../../lib/queries.js';
import style from './Panels.module.css';

/** The header fields, decoded or as they were written. */
export default function HeadersTab({ id }: { id: string }) {
  const { data } = useQuery(headersQuery(id));
  const [raw, setRaw] = useState(false);
  if (!data) return null;
  return (
    <>
      <div className={style.bar}>
        <label>
          <input
            type="checkbox"
            checked={raw}
            onChange={(event) => setRaw(event.target.checked)}
            data-testid="headers-raw"
          />{' '}
          As written
        </label>
        <CopyButton text={data.headers.map((field) => field.raw).join('\r\n')} label="Copy the header" />
      </div>
      <table className={style.table} data-testid="headers">
        <tbody>
          {data.headers.map((field, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: fields repeat (Received), and the list never changes
            <tr key={index}>
              <th scope="row" className={style.name}>
                {field.name}
              </th>
              <td className={style.value}>{raw ? field.raw.slice(field.name.length + 1).trimStart() : field.value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
