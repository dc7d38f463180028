import { useQuery } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { Button } from '../../components/Button.js';
import { CopyButton } from '../../components/CopyButton.js';
import { Postmark } from '../../components/Postmark.js';
import { runCommand } from '../../lib/commands.js';
import { infoQuery } from '../../lib/queries.js';
import { reachableAt } from './address.js';
import { Readers } from './Readers.js';
import style from './Setup.module.css';
import { GUIDES } from './samples.js';

/** The manual: where to send mail, how each kind of application is told so, and where mail programs read it. */
export default function Setup() {
  const { data: info } = useQuery(infoQuery);
  if (!info) return null;
  const smtp = reachableAt(info.addresses.smtp ?? info.addresses.smtps, location.hostname);
  return (
    <div className={style.setup} data-testid="setup">
      <div className={style.inner}>
        <div className={style.hero}>
          <Postmark size={52} className={style.mark} />
          <div>
            <h2 className={style.title}>Send it here. It goes no further.</h2>
            <p className={style.lead}>
              Point your application’s SMTP at this server. Every message is kept and shown here at once, whoever it is
              addressed to.
            </p>
          </div>
        </div>
        {smtp ? <Guides host={smtp.host} port={smtp.port} secure={info.addresses.smtp === null} /> : null}
        <p className={style.or}>
          {smtp ? 'Or without an application:' : 'SMTP is off on this server. Mail can come in by the REST API:'}
          <Button icon={Send} onClick={() => runCommand('compose')} data-testid="setup-compose">
            Send a test message
          </Button>
        </p>
        <Readers addresses={info.addresses} catchAll={info.catchAll} />
      </div>
    </div>
  );
}

function Guides({ host, port, secure }: { host: string; port: string; secure: boolean }) {
  return (
    <>
      <dl className={style.facts}>
        <div className={style.fact}>
          <dt>SMTP host</dt>
          <dd data-testid="smtp-host">{host}</dd>
        </div>
        <div className={style.fact}>
          <dt>Port</dt>
          <dd data-testid="smtp-port">{port}</dd>
        </div>
        <div className={style.fact}>
          <dt>Encryption</dt>
          <dd className={style.plain}>{secure ? 'TLS from the first byte' : 'none, or STARTTLS'}</dd>
        </div>
        <div className={style.fact}>
          <dt>User and password</dt>
          <dd className={style.plain}>none, unless users are configured</dd>
        </div>
      </dl>
      <Tabs.Root defaultValue={GUIDES[0]?.id}>
        <Tabs.List className={style.tabs} aria-label="Your application">
          {GUIDES.map(({ id, name }) => (
            <Tabs.Trigger key={id} value={id} className={style.tab} data-testid={`guide-${id}`}>
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {GUIDES.map(({ id, where, code, name }) => (
          <Tabs.Content key={id} value={id} className={style.code}>
            <div className={style.bar}>
              <span>{where}</span>
              <CopyButton text={code(host, port)} label={`Copy the lines for ${name}`} testId="guide-copy" />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
            <pre tabIndex={0}>{code(host, port)}</pre>
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </>
  );
}
