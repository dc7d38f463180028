import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { LinkButton } from '../../components/Button.js';
import { partUrl } from '../../lib/base.js';
import { formatSize, plural } from '../../lib/format.js';
import { structureQuery } from '../../lib/queries.js';
import type { PartNode } from '../../lib/types.js';
import style from './Panels.module.css';

/** Rows shown; a mail of ten thousand parts is an attack or a test of us. */
const MOST = 500;

interface Line {
  readonly part: PartNode;
  readonly depth: number;
}

function* walk(part: PartNode, depth = 0): Generator<Line> {
  yield { part, depth };
  for (const child of part.children) yield* walk(child, depth + 1);
  if (part.embedded) yield* walk(part.embedded, depth + 1);
}

function firstLines(root: PartNode): Line[] {
  const lines: Line[] = [];
  for (const line of walk(root)) {
    if (lines.push(line) === MOST) break;
  }
  return lines;
}

/** The MIME tree with sizes; every leaf can be downloaded. */
export default function StructureTab({ id }: { id: string }) {
  const { data } = useQuery(structureQuery(id));
  if (!data) return null;
  const lines = firstLines(data.root);
  return (
    <>
      <table className={style.table} data-testid="structure">
        <thead>
          <tr>
            <th>Part</th>
            <th className={style.wide}>Encoding</th>
            <th className={style.wide}>File</th>
            <th className={style.number}>Size</th>
            <th>
              <span className="hidden-visually">Download</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ part, depth }) => (
            <Row key={`${part.path} ${part.header.start} ${depth}`} id={id} part={part} depth={depth} />
          ))}
        </tbody>
      </table>
      {data.parts > MOST ? (
        <p className={style.bar}>
          The first {MOST} of {plural(data.parts, 'part')}.
        </p>
      ) : null}
      {data.truncated ? (
        <p className={style.bar}>A limit ended the reading: what is below it is shown as one part.</p>
      ) : null}
    </>
  );
}

function Row({ id, part, depth }: Line & { id: string }) {
  const leaf = part.children.length === 0 && part.path !== '';
  const charset = part.params.charset;
  return (
    <tr>
      <td style={{ paddingLeft: 20 + depth * 18 }}>
        <span className={style.faint}>{part.path || 'root'}</span>{' '}
        <span className={style.type}>{part.contentType}</span>
        {charset ? <span className={style.faint}> {charset}</span> : null}
      </td>
      <td className={`${style.faint} ${style.wide}`}>{leaf ? part.encoding : ''}</td>
      <td className={style.wide}>{part.filename}</td>
      <td className={style.number}>{formatSize(part.size)}</td>
      <td className={style.number}>
        {leaf ? (
          <LinkButton
            look="quiet"
            icon={Download}
            href={partUrl(id, part.path, true)}
            download={part.filename ?? ''}
            aria-label={`Download part ${part.path}`}
          />
        ) : null}
      </td>
    </tr>
  );
}
