import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Icon } from '../../components/Icon.js';
import { plural } from '../../lib/format.js';
import { link } from '../../lib/link.js';
import { loadMore } from '../../lib/queries.js';
import { useRoute } from '../../lib/router.js';
import { useStore } from '../../lib/store.js';
import { cursorId } from '../../lib/visible.js';
import style from './List.module.css';
import { ListBar } from './ListBar.js';
import { Row } from './Row.js';
import { useList } from './useList.js';
import { useMoves } from './useMoves.js';

/** Pixels; `--row` of the tokens. */
const ROW = 52;
/** Rows from the loaded end at which the next page is asked for. */
const AHEAD = 40;

/** The mail of the present place: newest first, live, virtualised. `empty` is shown when there is none at all. */
export function MessageList({ empty }: { empty: ReactNode }) {
  const { query, inbox, page, id: openId } = useRoute();
  const [anchor, setAnchor] = useState<string>();
  const list = useList({ query, inbox }, anchor);
  const { rows, held, more, error } = list;
  const cursor = useStore(cursorId);
  const scroll = useRef<HTMLDivElement>(null);

  const at = rows.findIndex(({ id }) => id === cursor);
  // The row with the focus stays in the document however far one scrolls.
  const range = useCallback(
    (seen: Range) => {
      const shown = defaultRangeExtractor(seen);
      if (at < 0 || shown.includes(at)) return shown;
      return [...shown, at].sort((a, b) => a - b);
    },
    [at],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.id ?? index,
    rangeExtractor: range,
    overscan: 8,
  });
  useMoves(rows, virtual);

  // Another place begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is the reason to run
  useEffect(() => {
    setAnchor(undefined);
    scroll.current?.scrollTo({ top: 0 });
  }, [query, inbox]);

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { refetch } = list;
  useEffect(() => {
    // A cursor may have expired with a restart of the server: then the list begins anew.
    if (more && last >= rows.length - AHEAD) loadMore({ query, inbox }).catch(() => void refetch());
  }, [more, last, rows.length, query, inbox, refetch]);

  function onScroll(): void {
    const top = scroll.current?.scrollTop ?? 0;
    if (top < ROW / 2) setAnchor(undefined);
    else setAnchor((now) => now ?? rows[0]?.id);
  }

  return (
    <section className={style.list} aria-label="Messages" data-testid="list" aria-busy={list.isPending}>
      <ListBar list={list} />
      {held > 0 ? (
        <button
          type="button"
          className={style.pill}
          data-testid="new-pill"
          onClick={() => {
            setAnchor(undefined);
            scroll.current?.scrollTo({ top: 0 });
          }}
        >
          <Icon of={ArrowUp} size={14} />
          {plural(held, 'new', 'new')}
        </button>
      ) : null}
      <div ref={scroll} className={style.scroll} onScroll={onScroll} data-testid="list-scroll">
        {list.isPending ? <Ghosts /> : null}
        {error && rows.length === 0 && !query ? <p className={style.wait}>{error.message}</p> : null}
        {!list.isPending && !error && rows.length === 0 ? (
          <Empty searching={query !== ''} inbox={inbox}>
            {empty}
          </Empty>
        ) : null}
        <ul className={style.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const row = rows[index];
            if (!row) return null;
            const here = row.id === cursor;
            return (
              <Row
                key={key}
                row={row}
                start={start}
                index={index}
                open={page === 'mail' && row.id === openId}
                cursor={here}
                stop={here || (at < 0 && index === 0)}
              />
            );
          })}
        </ul>
        {more && rows.length > 0 ? <p className={style.foot}>Loading more…</p> : null}
      </div>
    </section>
  );
}

const Ghosts = () => (
  <div aria-hidden="true">
    {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
      <div key={key} className={style.ghost} />
    ))}
  </div>
);

function Empty({ searching, inbox, children }: { searching: boolean; inbox: string; children: ReactNode }) {
  if (searching) return <p className={style.wait}>Nothing matches.</p>;
  if (inbox) {
    return (
      <p className={style.wait}>
        No mail for {inbox}. <a {...link({ page: 'why', id: inbox, tab: undefined })}>Why?</a>
      </p>
    );
  }
  return (
    <>
      <p className={style.wait} data-testid="waiting">
        <span className={style.pulse} aria-hidden="true" />
        Waiting for the first message…
      </p>
      {children}
    </>
  );
}
