import form from '../../components/Form.module.css';
import { DRAFTS } from './drafts.js';
import type { Sample } from './useSamples.js';

interface Props {
  /** Name of a draft, or id of a sample behind `sample:`. */
  readonly value: string;
  readonly samples: readonly Sample[];
  onChange(value: string): void;
}

/** What the message begins with: a draft to change, or tricky mail as it is. */
export function Templates({ value, samples, onChange }: Props) {
  const sample = samples.find(({ id }) => value === `sample:${id}`);
  return (
    <>
      <label className={form.field}>
        Begin with
        <select value={value} data-testid="send-sample" onChange={(event) => onChange(event.target.value)}>
          {DRAFTS.some(({ name }) => name === value) || sample ? null : <option>{value}</option>}
          <optgroup label="To change">
            {DRAFTS.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </optgroup>
          <optgroup label="Tricky mail">
            {samples.map(({ id, name }) => (
              <option key={id} value={`sample:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      {sample ? <p data-testid="send-about">{sample.about}</p> : null}
    </>
  );
}
