import { useInfiniteQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import { Dialog } from '../../components/Dialog.js';
import { accountsQuery } from '../../lib/queries.js';
import { type Choice, choicesFor } from './choices.js';
import style from './Palette.module.css';

/** Everything by its name: commands, inboxes, messages. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const contains = useDeferredValue(text.trim());
  const { data } = useInfiniteQuery(accountsQuery(contains));
  const id = useId();
  const taken = useRef<Choice>(undefined);
  const choices = useMemo(() => choicesFor(text, data?.pages[0]?.accounts ?? []), [text, data]);
  const here = Math.min(active, choices.length - 1);

  function take(choice: Choice | undefined): void {
    if (!choice) return;
    taken.current = choice;
    onClose();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setActive((here + 1) % choices.length);
    else if (event.key === 'ArrowUp') setActive((here + choices.length - 1) % choices.length);
    else if (event.key === 'Enter') take(choices[here]);
    else return;
    event.preventDefault();
  }

  return (
    // The dialog gives the focus back first; then the command may move it.
    <Dialog
      title="Command palette"
      onClose={onClose}
      onClosed={() => taken.current?.run()}
      width={560}
      testId="palette"
      bare
    >
      <input
        className={style.input}
        role="combobox"
        aria-label="Command, inbox or message"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={choices[here] ? `${id}-${here}` : undefined}
        placeholder="Type a command, an inbox, a subject…"
        autoComplete="off"
        spellCheck={false}
        data-testid="palette-input"
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
      />
      <div id={id} role="listbox" aria-label="Choices" className={style.options}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys, and the focus stays in it
          <div
            key={choice.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === here}
            className={`${style.option} ${index === here ? style.active : ''}`}
            onMouseMove={() => setActive(index)}
            onClick={() => take(choice)}
          >
            <span>{choice.title}</span>
            <span>{choice.note}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
