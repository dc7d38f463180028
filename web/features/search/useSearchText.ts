import { useEffect, useRef, useState } from 'react';
import { getRoute, navigate, useRoute } from '../../lib/router.js';

/** Rest after the last key before the search is asked, milliseconds. */
const REST = 220;

/** The text of the box and the query of the address, each following the other. */
export function useSearchText() {
  const { query } = useRoute();
  const [text, setText] = useState(query);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(query);

  // Back, a link of the sidebar: the address changed without us.
  useEffect(() => {
    if (query !== asked.current) setText(query);
    asked.current = query;
  }, [query]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function ask(next: string): void {
    clearTimeout(timer.current);
    const wanted = next.trim();
    const { query: before, page } = getRoute();
    if (wanted === before && page === 'mail') return;
    asked.current = wanted;
    // One step for Back per search, not one per letter.
    navigate(
      { page: 'mail', query: wanted, ...(page === 'mail' ? {} : { id: undefined }) },
      { replace: before !== '' },
    );
  }

  return {
    text,
    query,
    change(next: string): void {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => ask(next), next === '' ? 0 : REST);
    },
    ask: () => ask(text),
  };
}
