import { type FormEvent, useState } from 'react';
import { Button } from '../../components/Button.js';
import { Dialog, DialogActions } from '../../components/Dialog.js';
import form from '../../components/Form.module.css';
import { getJson, readToken, saveToken } from '../../lib/api.js';
import { reconnectLive } from '../../lib/live.js';
import { queryClient } from '../../lib/queries.js';

/** Asks for the server's token; it is kept for this tab only. */
export default function LoginDialog() {
  const [token, setToken] = useState('');
  const [wrong, setWrong] = useState(readToken() !== undefined);

  async function enter(event: FormEvent): Promise<void> {
    event.preventDefault();
    saveToken(token);
    try {
      await getJson('api/info');
      reconnectLive();
      await queryClient.resetQueries();
    } catch {
      setWrong(true);
    }
  }

  return (
    <Dialog
      title="A token, please"
      text="This server was started with a token (--http-token). It is kept in this tab until you close it."
      onClose={() => undefined}
      width={400}
      testId="login-dialog"
    >
      <form className={form.form} onSubmit={(event) => void enter(event)}>
        <label className={form.field}>
          Token
          <input
            type="password"
            autoComplete="current-password"
            required
            data-testid="login-token"
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        {wrong ? (
          <p className={form.wrong} role="alert">
            The server does not take that token.
          </p>
        ) : null}
        <DialogActions>
          <Button look="main" type="submit">
            Enter
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
