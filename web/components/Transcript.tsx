import type { TranscriptLineJson } from '../lib/types.js';
import style from './Transcript.module.css';

const SPEAKER = { client: ['C', 'Client'], server: ['S', 'Server'], note: ['·', 'Note'] } as const;

const lookOf = ({ from, line }: TranscriptLineJson): string | undefined =>
  from === 'server' && /^[45]\d\d/.test(line) ? style.refused : style[from];

/** The lines of a protocol dialogue with their times. */
export function Transcript({ lines }: { lines: readonly TranscriptLineJson[] }) {
  return (
    <table className={style.table} data-testid="transcript">
      <thead className="hidden-visually">
        <tr>
          <th>Milliseconds</th>
          <th>Speaker</th>
          <th>Line</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => {
          const [letter, name] = SPEAKER[line.from];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever appended, and equal ones are common
            <tr key={index} className={lookOf(line)}>
              <td className={style.at}>{line.at} ms</td>
              <td className={style.who}>
                <abbr title={name}>{letter}</abbr>
              </td>
              <td className={style.line}>{line.line}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
