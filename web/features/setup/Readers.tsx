import { reachableAt } from './address.js';
import style from './Setup.module.css';

interface ReadersProps {
  readonly addresses: Readonly<Record<'imap' | 'imaps' | 'pop3' | 'pop3s', string | null>>;
  /** The account that holds every message. */
  readonly catchAll: string;
}

/** Where mail programs, and tests that read by IMAP or POP3, find what was captured. */
export function Readers({ addresses, catchAll }: ReadersProps) {
  const imap = reachableAt(addresses.imap ?? addresses.imaps, location.hostname);
  const pop3 = reachableAt(addresses.pop3 ?? addresses.pop3s, location.hostname);
  if (!imap && !pop3) return null;
  return (
    <section data-testid="readers">
      <h3 className={style.subtitle}>Read it in a mail program</h3>
      <dl className={style.facts}>
        {imap ? <Server name="IMAP" testId="imap" at={imap} secure={addresses.imap === null} /> : null}
        {pop3 ? <Server name="POP3" testId="pop3" at={pop3} secure={addresses.pop3 === null} /> : null}
        <div className={style.fact}>
          <dt>User name</dt>
          <dd className={style.plain}>
            any address: its inbox · <code data-testid="catch-all">{catchAll}</code>: every message
          </dd>
        </div>
        <div className={style.fact}>
          <dt>Password</dt>
          <dd className={style.plain}>any, unless users are configured</dd>
        </div>
      </dl>
    </section>
  );
}

interface ServerProps {
  readonly name: string;
  readonly testId: string;
  readonly at: { readonly host: string; readonly port: string };
  readonly secure: boolean;
}

function Server({ name, testId, at: { host, port }, secure }: ServerProps) {
  return (
    <div className={style.fact}>
      <dt>{secure ? `${name}, TLS from the first byte` : name}</dt>
      <dd data-testid={`${testId}-address`}>
        {host}:{port}
      </dd>
    </div>
  );
}
