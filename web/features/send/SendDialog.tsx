import { type FormEvent, useState } from 'react';
import { Button } from '../../components/Button.js';
import { Dialog, DialogActions } from '../../components/Dialog.js';
import form from '../../components/Form.module.css';
import { explain, sendJson } from '../../lib/api.js';
import { getRoute } from '../../lib/router.js';
import { showToast } from '../../lib/toasts.js';
import type { ComposeRequest } from '../../lib/types.js';
import { SAMPLES } from './samples.js';

const first = SAMPLES[0] ?? { name: '', subject: '', text: '', html: '' };

/** A small form whose message is captured as if an application had sent it. */
export default function SendDialog({ onClose }: { onClose: () => void }) {
  const [from, setFrom] = useState('App <no-reply@app.example>');
  const [to, setTo] = useState(getRoute().inbox || 'ann@example.org');
  const [message, setMessage] = useState(first);
  const [wrong, setWrong] = useState('');
  const set = (change: Partial<typeof first>): void => setMessage((now) => ({ ...now, ...change }));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { subject, text, html } = message;
    const body: ComposeRequest = { from, to: to.split(/\s*,\s*/), subject, text, ...(html ? { html } : {}) };
    try {
      await sendJson('POST', 'api/messages', body);
      showToast({ id: 'sent', text: 'Sent' }, 2000);
      onClose();
    } catch (error) {
      setWrong(explain(error));
    }
  }

  return (
    <Dialog title="Send a test message" onClose={onClose} width={600} testId="send-dialog">
      <form className={form.form} onSubmit={(event) => void submit(event)}>
        <label className={form.field}>
          Begin with
          <select
            value={message.name}
            data-testid="send-sample"
            onChange={(event) => set(SAMPLES.find(({ name }) => name === event.target.value) ?? first)}
          >
            {SAMPLES.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
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
        <label className={form.field}>
          Subject
          <input
            value={message.subject}
            data-testid="send-subject"
            onChange={(event) => set({ subject: event.target.value })}
          />
        </label>
        <label className={form.field}>
          Text
          <textarea
            rows={4}
            value={message.text}
            data-testid="send-text"
            onChange={(event) => set({ text: event.target.value })}
          />
        </label>
        <label className={form.field}>
          HTML
          <textarea
            rows={6}
            value={message.html}
            data-testid="send-html"
            onChange={(event) => set({ html: event.target.value })}
          />
        </label>
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
