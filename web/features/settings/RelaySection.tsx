import { type FormEvent, useState } from 'react';
import { Button } from '../../components/Button.js';
import form from '../../components/Form.module.css';
import type { RelaySettingsJson } from '../../lib/types.js';
import { RelayServers } from './RelayServers.js';
import style from './Settings.module.css';
import { useRelaySettings } from './useRelaySettings.js';

/** Whether mail may leave, to whom, through what, and by which rules. */
export function RelaySection() {
  const { relay, wrong, save } = useRelaySettings();
  if (!relay) return wrong ? <p className={form.wrong}>{wrong}</p> : null;
  return (
    <>
      <p className={style.text}>
        Nothing leaves unless this is on, and then only to the addresses below: what you release by hand, and what a
        rule lets out. Rules and signing keys are set over REST or in <code>settings.json</code>.
      </p>
      {relay.warnings.map((warning) => (
        <p key={warning} className={style.bad} data-testid="settings-relay-warning">
          {warning}
        </p>
      ))}
      {/* Begun anew when somebody else has changed it. */}
      <Leaving key={JSON.stringify([relay.enabled, relay.via, relay.allow, relay.deny])} relay={relay} save={save} />
      <RelayServers relays={relay.relays} save={save} />
      {relay.rules.length > 0 ? (
        <ul className={style.list} aria-label="Relay rules">
          {relay.rules.map((rule, at) => (
            <li key={rule.name} className={style.line} data-testid="settings-relay-rule">
              <label className={`${style.grow} ${style.check}`}>
                <input
                  type="checkbox"
                  checked={rule.enabled}
                  onChange={({ target: { checked } }) =>
                    void save({
                      rules: relay.rules.map((each, n) => (n === at ? { ...each, enabled: checked } : each)),
                    })
                  }
                />
                {rule.name}
              </label>
              <code>
                {rule.action} {rule.to.join(', ')}
              </code>
            </li>
          ))}
        </ul>
      ) : null}
      {wrong ? (
        <p className={form.wrong} role="alert">
          {wrong}
        </p>
      ) : null}
    </>
  );
}

const lines = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

interface LeavingProps {
  readonly relay: RelaySettingsJson;
  readonly save: ReturnType<typeof useRelaySettings>['save'];
}

function Leaving({ relay, save }: LeavingProps) {
  const [enabled, setEnabled] = useState(relay.enabled);
  const [via, setVia] = useState(relay.via);
  const [allow, setAllow] = useState(relay.allow.join('\n'));
  const [deny, setDeny] = useState(relay.deny.join('\n'));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save({ enabled, via, allow: lines(allow), deny: lines(deny) });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <label className={style.check}>
        <input
          type="checkbox"
          checked={enabled}
          data-testid="settings-relay-enabled"
          onChange={(event) => setEnabled(event.target.checked)}
        />
        Mail may leave
      </label>
      <div className={form.two}>
        <label className={form.field}>
          May be sent to
          <textarea
            rows={3}
            value={allow}
            placeholder="*@mycompany.example"
            spellCheck={false}
            data-testid="settings-relay-allow"
            onChange={(event) => setAllow(event.target.value)}
          />
        </label>
        <label className={form.field}>
          But not to
          <textarea
            rows={3}
            value={deny}
            spellCheck={false}
            data-testid="settings-relay-deny"
            onChange={(event) => setDeny(event.target.value)}
          />
        </label>
      </div>
      <label className={form.field}>
        By
        <select value={via} data-testid="settings-relay-via" onChange={(event) => setVia(event.target.value)}>
          <option value="mx">the receiving domain’s own servers (MX)</option>
          {relay.relays.map(({ name, host }) => (
            <option key={name} value={name}>
              {name} ({host})
            </option>
          ))}
        </select>
      </label>
      <div className={style.actions}>
        <Button look="main" type="submit" data-testid="settings-relay-save">
          Save
        </Button>
      </div>
    </form>
  );
}
