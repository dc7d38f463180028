import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { infoQuery } from '../lib/queries.js';

/** The title says how much is unread, and on which instance. */
export function useTitle(): void {
  const { data: info } = useQuery(infoQuery);
  const unseen = info?.store.unseen ?? 0;
  const name = info?.label ? `${info.label} – Restante` : 'Restante';
  useEffect(() => {
    document.title = unseen > 0 ? `(${unseen}) ${name}` : name;
  }, [unseen, name]);
}
