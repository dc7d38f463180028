import { Bookmark, BookmarkCheck } from 'lucide-react';
import { IconButton } from '../../components/Button.js';
import { savedSearches, toggleSaved } from '../../lib/saved.js';
import { useStore } from '../../lib/store.js';

/** Keeps the search in the sidebar, or takes it out again. */
export function SaveButton({ query }: { query: string }) {
  const saved = useStore(savedSearches).includes(query);
  if (query === '') return null;
  return (
    <IconButton
      icon={saved ? BookmarkCheck : Bookmark}
      label={saved ? 'Forget this search' : 'Save this search'}
      aria-pressed={saved}
      onClick={() => toggleSaved(query)}
      data-testid="search-save"
    />
  );
}
