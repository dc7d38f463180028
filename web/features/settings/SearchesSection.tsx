import { X } from 'lucide-react';
import { IconButton } from '../../components/Button.js';
import { link } from '../../lib/link.js';
import { savedSearches, toggleSaved } from '../../lib/saved.js';
import { useStore } from '../../lib/store.js';
import style from './Settings.module.css';

/** The searches of this browser. */
export function SearchesSection({ onClose }: { onClose: () => void }) {
  const searches = useStore(savedSearches);
  return (
    <>
      <p className={style.text}>
        Searches kept in this browser; they stand beside the inboxes.{' '}
        {searches.length === 0 ? 'There is none yet: the bookmark in the search box keeps one.' : null}
      </p>
      {searches.length > 0 ? (
        <ul className={style.list} aria-label="Saved searches">
          {searches.map((query) => {
            const { href, onClick } = link({ page: 'mail', id: undefined, tab: undefined, query });
            return (
              <li key={query} className={style.line} data-testid="settings-search">
                <a
                  className={style.grow}
                  href={href}
                  onClick={(event) => {
                    onClick(event);
                    if (event.defaultPrevented) onClose();
                  }}
                >
                  <code>{query}</code>
                </a>
                <IconButton
                  icon={X}
                  label={`Forget the search ${query}`}
                  onClick={() => toggleSaved(query)}
                  data-testid="settings-search-forget"
                />
              </li>
            );
          })}
        </ul>
      ) : null}
    </>
  );
}
