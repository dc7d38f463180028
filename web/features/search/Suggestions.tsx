import type { Operator } from './operators.js';
import style from './Search.module.css';

interface Props {
  readonly id: string;
  readonly options: readonly Operator[];
  readonly active: number;
  readonly onTake: (operator: Operator) => void;
}

/** The operators that fit what is being typed. */
export function Suggestions({ id, options, active, onTake }: Props) {
  return (
    <div
      id={`${id}-options`}
      role="listbox"
      aria-label="Search operators"
      className={options.length > 0 ? style.panel : undefined}
      data-testid="search-suggestions"
    >
      {options.map((operator, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys, and the focus stays in it
        <div
          key={operator.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={`${style.option} ${index === active ? style.active : ''}`}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(operator)}
        >
          <span>{operator.text}</span>
          <span>{operator.hint}</span>
        </div>
      ))}
    </div>
  );
}
