import { Pencil, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button, IconButton } from '../../components/Button.js';
import form from '../../components/Form.module.css';
import type { RelaySettingsJson, RelaySettingsRequest } from '../../lib/types.js';
import style from './Settings.module.css';

type Server = RelaySettingsJson['relays'][number];

const TLS = [
  ['starttls', 'STARTTLS, or nothing is sent'],
  ['tls', 'TLS from the first byte'],
  ['opportunistic', 'STARTTLS where it can'],
  ['none', 'in clear'],
] as const;
const METHODS = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] as const;
const NEW = { name: '', host: '', port: '587', tls: 'starttls', method: 'PLAIN', user: '', password: '' };

interface Props {
  readonly relays: readonly Server[];
  readonly save: (change: Partial<RelaySettingsRequest>) => Promise<boolean>;
}

/** Servers that mail can go through. A password that is left empty stays as it is; none is ever shown. */
export function RelayServers({ relays, save }: Props) {
  const [editing, setEditing] = useState<number>();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(NEW);
  const set = (change: Partial<typeof NEW>) => setDraft((before) => ({ ...before, ...change }));

  function begin(at: number | undefined): void {
    const server = at === undefined ? undefined : relays[at];
    setEditing(at);
    setDraft(
      server
        ? {
            ...NEW,
            ...server,
            port: String(server.port),
            method: server.auth?.method ?? 'PLAIN',
            user: server.auth?.user ?? '',
          }
        : NEW,
    );
    setOpen(true);
  }

  const replace = (servers: readonly unknown[]) => save({ relays: servers as RelaySettingsRequest['relays'] });

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { name, host, port, tls, method, user, password } = draft;
    const server = {
      ...{ name, host, port: Number(port), tls, verify: editing === undefined ? true : relays[editing]?.verify },
      ...(user === '' ? {} : { auth: { method, user, ...(password === '' ? {} : { password }) } }),
    };
    const next =
      editing === undefined ? [...relays, server] : relays.map((each, at) => (at === editing ? server : each));
    if (await replace(next)) setOpen(false);
  }

  return (
    <>
      {relays.length > 0 ? (
        <ul className={style.list} aria-label="Relays">
          {relays.map((server, at) => (
            <li key={server.name} className={style.line} data-testid="settings-relay-server">
              <span className={style.grow}>
                {server.name}{' '}
                <code>
                  {server.host}:{server.port}
                </code>
                {server.auth ? ` as ${server.auth.user}` : null}
              </span>
              <IconButton
                icon={Pencil}
                label={`Change the relay ${server.name}`}
                onClick={() => begin(at)}
                data-testid="settings-relay-server-edit"
              />
              <IconButton
                icon={X}
                label={`Remove the relay ${server.name}`}
                onClick={() => void replace(relays.filter((_, n) => n !== at))}
                data-testid="settings-relay-server-remove"
              />
            </li>
          ))}
        </ul>
      ) : null}
      {open ? (
        <form className={form.form} onSubmit={(event) => void submit(event)}>
          <div className={form.two}>
            <Field label="Name" value={draft.name} id="name" required onChange={(name) => set({ name })} />
            <Field label="Host" value={draft.host} id="host" required onChange={(host) => set({ host })} />
            <Field
              label="Port"
              value={draft.port}
              id="port"
              required
              type="number"
              onChange={(port) => set({ port })}
            />
            <label className={form.field}>
              Encryption
              <select
                value={draft.tls}
                data-testid="settings-relay-tls"
                onChange={(event) => set({ tls: event.target.value })}
              >
                {TLS.map(([value, text]) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </select>
            </label>
            <Field label="User, if it wants one" value={draft.user} id="user" onChange={(user) => set({ user })} />
            <Field
              label={draft.method === 'XOAUTH2' ? 'Access token' : 'Password'}
              value={draft.password}
              id="secret"
              type="password"
              onChange={(password) => set({ password })}
            />
            <label className={form.field}>
              Login by
              <select value={draft.method} onChange={(event) => set({ method: event.target.value })}>
                {METHODS.map((method) => (
                  <option key={method}>{method}</option>
                ))}
              </select>
            </label>
          </div>
          <div className={style.actions}>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button look="main" type="submit" data-testid="settings-relay-server-save">
              {editing === undefined ? 'Add the relay' : 'Change the relay'}
            </Button>
          </div>
        </form>
      ) : (
        <div className={style.actions}>
          <Button onClick={() => begin(undefined)} data-testid="settings-relay-server-add">
            Add a relay
          </Button>
        </div>
      )}
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly id: string;
  readonly type?: string;
  readonly required?: boolean;
  readonly onChange: (value: string) => void;
}

function Field({ label, value, id, type = 'text', required = false, onChange }: FieldProps) {
  return (
    <label className={form.field}>
      {label}
      <input
        type={type}
        value={value}
        required={required}
        spellCheck={false}
        autoComplete={type === 'password' ? 'new-password' : 'off'}
        data-testid={`settings-relay-${id}`}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
