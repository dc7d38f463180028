import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '../../components/Button.js';
import { Dialog, DialogActions } from '../../components/Dialog.js';
import form from '../../components/Form.module.css';
import { explain, sendJson } from '../../lib/api.js';
import { type Begun, begun } from '../../lib/mailto.js';
import { getRoute } from '../../lib/router.js';
import { showToast } from '../../lib/toasts.js';
import type { ComposeRequest } from '../../lib/types.js';
import { DRAFTS, type Draft } from './drafts.js';
import { Message } from './Message.js';
import { Templates } from './Templates.js';
import { useSamples } from './useSamples.js';

const first = DRAFTS[0] ?? { name: '', subject: '', text: '', html: '' };
const ofLink = ({ subject, text }: Begun): Draft => ({ name: 'A mailto link', subject, text, html: '' });
const list = (text: string): string[] => text.split(/\s*,\s*/).filter(Boolean);

/** A small form whose message is captured as if an application had sent it. */
export default function SendDialog({ onClose }: { onClose: () => void }) {
  const [link] = useState(() => begun.get());
  const [from, setFrom] = useState('App <no-reply@app.example>');
  const [to, setTo] = useState(link ? link.to : getRoute().inbox || 'ann@example.org');
  const [message, setMessage] = useState(link ? ofLink(link) : first);
  const [wrong, setWrong] = useState('');
  const samples = useSamples();
  const sample = samples.find(({ id }) => message.name === `sample:${id}`);
  // The next opening begins anew.
  useEffect(() => begun.set(undefined), []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { subject, text, html } = message;
    const cc = list(link?.cc ?? '');
    const body: ComposeRequest = {
      from,
      to: list(to),
      ...(cc.length > 0 && { cc }),
      subject,
      text,
      ...(html && { html }),
    };
    try {
      if (sample) await sendJson('POST', `api/samples/${sample.id}`, { from, to });
      else await sendJson('POST', 'api/messages', body);
      showToast({ id: 'sent', text: 'Sent' }, 2000);
      onClose();
    } catch (error) {
      setWrong(explain(error));
    }
  }

  const choose = (name: string) =>
    setMessage(DRAFTS.find((draft) => draft.name === name) ?? { name, subject: '', text: '', html: '' });

  return (
    <Dialog title="Send a test message" onClose={onClose} width={600} testId="send-dialog">
      <form className={form.form} onSubmit={(event) => void submit(event)}>
        <Templates value={message.name} samples={samples} onChange={choose} />
        <div className={form.two}>
          <label className={form.field}>
            From
            <input value={from} required data-testid="send-from" onChange={(event) => setFrom(event.target.value)} />
          </label>
          <label className={form.field}>
            To
            <input value={to} required data-testid="send-to" onChange={(event) => setTo(event.target.value)} />
          </label>
        </div>
        {sample ? null : <Message message={message} set={(change) => setMessage((now) => ({ ...now, ...change }))} />}
        {wrong ? (
          <p className={form.wrong} role="alert">
            {wrong}
          </p>
        ) : null}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" type="submit" data-testid="send-submit">
            Send
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
