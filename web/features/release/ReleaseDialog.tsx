import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/Button.js';
import { Dialog, DialogActions } from '../../components/Dialog.js';
import form from '../../components/Form.module.css';
import { explain, sendJson } from '../../lib/api.js';
import { plural } from '../../lib/format.js';
import { messageQuery, routesQuery } from '../../lib/queries.js';
import { getRoute, navigate } from '../../lib/router.js';
import { showToast } from '../../lib/toasts.js';
import type { QueueItemJson, ReleaseBody } from '../../lib/types.js';
import { cursorId } from '../../lib/visible.js';
import { Recipients } from './Recipients.js';

const list = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** Sends a message out into the world: to whom, through what, and as whom. */
export default function ReleaseDialog({ onClose }: { onClose: () => void }) {
  const [id] = useState(() => getRoute().id ?? cursorId.get() ?? '');
  const { data: message } = useQuery(messageQuery(id));
  const { data: routes, error } = useQuery(routesQuery(id));
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set());
  const [others, setOthers] = useState('');
  const [via, setVia] = useState<string>();
  const [reversePath, setReversePath] = useState<string>();
  const [from, setFrom] = useState('');
  const [wrong, setWrong] = useState('');
  const client = useQueryClient();
  const to = list(others);
  const own = routes?.recipients.filter(({ copy }) => !copy) ?? [];
  const chosen = own.filter(({ address }) => !dropped.has(address));
  const count = to.length || chosen.length;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const body: ReleaseBody = {
      ...(to.length > 0 ? { to } : { recipients: [...new Set(chosen.map(({ address }) => address))] }),
      ...(via === undefined ? {} : { via }),
      ...(reversePath === undefined ? {} : { reversePath }),
      ...(from === '' ? {} : { from }),
    };
    try {
      const { items } = await sendJson<{ items: QueueItemJson[] }>('POST', `api/messages/${id}/release`, body);
      await client.invalidateQueries({ queryKey: ['queue'] });
      await client.invalidateQueries({ queryKey: ['relay'] });
      showToast({
        id: 'released',
        text: 'It is on its way',
        action: { label: 'Show', run: () => navigate({ page: 'queue', id: items[0]?.id, tab: undefined }) },
      });
      onClose();
    } catch (failure) {
      setWrong(explain(failure));
    }
  }

  function toggle(address: string): void {
    setDropped((before) => {
      const next = new Set(before);
      if (!next.delete(address)) next.add(address);
      return next;
    });
  }

  return (
    <Dialog title="Send it out into the world" onClose={onClose} width={600} testId="release-dialog">
      <form className={form.form} onSubmit={(event) => void submit(event)}>
        {routes && !routes.on ? (
          <p className={form.wrong} role="status" data-testid="release-off">
            Sending is off. Whoever runs this server turns it on, and says to whom mail may go, in its settings (relay).
          </p>
        ) : null}
        <Recipients recipients={own} dropped={dropped} onToggle={toggle} overridden={to.length > 0} />
        <label className={form.field}>
          To others instead
          <input
            value={others}
            placeholder="me@example.org"
            data-testid="release-to"
            onChange={(event) => setOthers(event.target.value)}
          />
        </label>
        <div className={form.two}>
          <label className={form.field}>
            Through
            <select
              value={via ?? routes?.via ?? 'mx'}
              data-testid="release-via"
              onChange={(event) => setVia(event.target.value)}
            >
              {[...(routes?.relays ?? []), 'mx'].map((name) => (
                <option key={name} value={name}>
                  {name === 'mx' ? 'their own mail servers (MX)' : name}
                </option>
              ))}
            </select>
          </label>
          <label className={form.field}>
            Envelope from
            <input
              value={reversePath ?? message?.reversePath ?? ''}
              data-testid="release-reverse-path"
              onChange={(event) => setReversePath(event.target.value)}
            />
          </label>
        </div>
        <label className={form.field}>
          Another From header
          <input
            value={from}
            placeholder="as it is"
            data-testid="release-from"
            onChange={(event) => setFrom(event.target.value)}
          />
        </label>
        {wrong || error ? (
          <p className={form.wrong} role="alert" data-testid="release-wrong">
            {wrong || explain(error)}
          </p>
        ) : null}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" type="submit" disabled={!routes?.on || count === 0} data-testid="release-submit">
            Send to {plural(count, 'address', 'addresses')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
