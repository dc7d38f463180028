import { KeyRound, X } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { Button, IconButton } from '../../components/Button.js';
import form from '../../components/Form.module.css';
import style from './Settings.module.css';
import { useSettings } from './useSettings.js';

/** Who may log in: added, removed and given new passwords. Passwords go in and are never shown. */
export function UsersSection() {
  const { settings, wrong, save } = useSettings();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  const users = settings?.users ?? [];
  const known = users.some((user) => user.name === name.trim());

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const given = { name: name.trim(), password };
    const others = users.map((user) => (user.name === given.name ? given : user));
    if (!(await save({ users: known ? others : [...users, given] }))) return;
    setName('');
    setPassword('');
    field.current?.focus();
  }

  async function remove(gone: string): Promise<void> {
    await save({ users: users.filter((user) => user.name !== gone) });
    field.current?.focus();
  }

  return (
    <>
      <p className={style.text}>
        {users.length > 0
          ? 'Only these, and the users of the configuration, may log in over SMTP, POP3 and IMAP.'
          : 'Every name and password logs in, unless the configuration has users. With the first user here, only users do.'}
      </p>
      {users.length > 0 ? (
        <ul className={style.list} aria-label="Users">
          {users.map((user) => (
            <li key={user.name} className={style.line} data-testid="settings-user">
              <span className={style.grow}>{user.name}</span>
              <IconButton
                icon={KeyRound}
                label={`New password for ${user.name}`}
                onClick={() => {
                  setName(user.name);
                  secret.current?.focus();
                }}
                data-testid="settings-user-password"
              />
              <IconButton
                icon={X}
                label={`Remove ${user.name}`}
                onClick={() => void remove(user.name)}
                data-testid="settings-user-remove"
              />
            </li>
          ))}
        </ul>
      ) : null}
      <form className={form.form} onSubmit={(event) => void submit(event)}>
        <div className={form.two}>
          <label className={form.field}>
            Name
            <input
              ref={field}
              value={name}
              required
              autoComplete="off"
              data-testid="settings-user-name"
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <label className={form.field}>
            Password
            <input
              ref={secret}
              type="password"
              value={password}
              required
              autoComplete="new-password"
              data-testid="settings-user-secret"
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
        </div>
        {wrong ? (
          <p className={form.wrong} role="alert">
            {wrong}
          </p>
        ) : null}
        <div className={style.actions}>
          <Button look="main" type="submit" disabled={!settings} data-testid="settings-user-save">
            {known ? 'Set the password' : 'Add the user'}
          </Button>
        </div>
      </form>
    </>
  );
}
