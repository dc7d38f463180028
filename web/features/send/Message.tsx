import form from '../../components/Form.module.css';
import type { Draft } from './drafts.js';

/** The fields of a message that is written here. */
export function Message({ message, set }: { message: Draft; set: (change: Partial<Draft>) => void }) {
  return (
    <>
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
    </>
  );
}
