import type { RoutesJson } from '../../lib/types.js';
import style from './Release.module.css';
import { roadOf } from './road.js';

/** More than these are not listed one by one. */
const SHOWN = 50;

/** Whom the message came for, with where their mail would go; each can be left out. */
export function Recipients({
  recipients,
  dropped,
  onToggle,
  overridden,
}: {
  recipients: RoutesJson['recipients'];
  dropped: ReadonlySet<string>;
  onToggle: (address: string) => void;
  overridden: boolean;
}) {
  const addresses = [...new Map(recipients.map((each) => [each.address, each])).values()];
  return (
    <fieldset className={style.recipients} disabled={overridden}>
      <legend>Recipients</legend>
      {addresses.slice(0, SHOWN).map((recipient) => (
        <label key={recipient.address} className={style.recipient}>
          <input
            type="checkbox"
            checked={!overridden && !dropped.has(recipient.address)}
            onChange={() => onToggle(recipient.address)}
            data-testid="release-recipient"
          />
          <span className={style.address}>{recipient.address}</span>
          <span className={recipient.releasable ? style.faint : style.bad} data-testid="release-road">
            {roadOf(recipient)}
          </span>
        </label>
      ))}
      {addresses.length > SHOWN ? <p className={style.faint}>and {addresses.length - SHOWN} more</p> : null}
    </fieldset>
  );
}
