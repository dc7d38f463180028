import { Bookmark, X } from 'lucide-react';
import { IconButton } from '../../components/Button.js';
import { useRoute } from '../../lib/router.js';
import { savedSearches, toggleSaved } from '../../lib/saved.js';
import { useStore } from '../../lib/store.js';
import { Place } from './Place.js';
import style from './Saved.module.css';

/** The searches that were saved in this browser. */
export function Saved() {
  const searches = useStore(savedSearches);
  const { page, query } = useRoute();
  if (searches.length === 0) return null;
  return (
    <nav className={style.saved} aria-label="Saved searches" data-testid="saved">
      {searches.map((search) => (
        <div key={search} className={style.line}>
          <Place
            to={{ page: 'mail', id: undefined, tab: undefined, query: search }}
            here={page === 'mail' && query === search}
            icon={Bookmark}
            title={search}
            testId="saved-search"
          >
            {search}
          </Place>
          <IconButton
            icon={X}
            label={`Forget the search ${search}`}
            onClick={() => toggleSaved(search)}
            data-testid="saved-forget"
          />
        </div>
      ))}
    </nav>
  );
}
