import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { IconButton } from '../../components/Button.js';
import { Icon } from '../../components/Icon.js';
import { Kbd } from '../../components/Kbd.js';
import { useCommand } from '../../lib/commands.js';
import { useRoute } from '../../lib/router.js';
import { complete, type Operator, suggest } from './operators.js';
import { SaveButton } from './SaveButton.js';
import style from './Search.module.css';
import { Suggestions } from './Suggestions.js';
import { type Mistake, useMistake } from './useMistake.js';
import { useSearchText } from './useSearchText.js';

/** The search: suggests operators, asks while one types, and marks a mistake at its column. */
export function SearchBox() {
  const { text, query, change, ask } = useSearchText();
  const { inbox, page } = useRoute();
  const mistake = useMistake({ query, inbox });
  const input = useRef<HTMLInputElement>(null);
  const under = useRef<HTMLDivElement>(null);
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(-1);
  const id = useId();
  const options = caret === undefined ? [] : suggest(text, caret);
  // The server spoke of the text that it was asked.
  const marked = mistake && page === 'mail' && text.trim() === query ? mistake : undefined;

  useCommand('search', () => {
    input.current?.focus();
    input.current?.select();
  });

  function take(operator: Operator): void {
    const done = complete(text, caret ?? text.length, operator);
    flushSync(() => {
      change(done.text);
      setActive(-1);
      setCaret(done.caret);
    });
    // Before the next key comes.
    input.current?.focus();
    input.current?.setSelectionRange(done.caret, done.caret);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const chosen = options[active];
    if (event.key === 'ArrowDown' && options.length > 0) setActive((now) => (now + 1) % options.length);
    else if (event.key === 'ArrowUp' && options.length > 0) setActive((now) => (now <= 0 ? options.length : now) - 1);
    else if (event.key === 'Enter' && chosen) take(chosen);
    else if (event.key === 'Tab' && chosen) take(chosen);
    else if (event.key === 'Enter') {
      ask();
      input.current?.blur();
    } else if (event.key === 'Escape') {
      if (caret !== undefined && options.length > 0 && text) setCaret(undefined);
      else input.current?.blur();
      if (!text) input.current?.blur();
    } else return;
    event.preventDefault();
  }

  const follow = (): void => {
    setCaret(input.current?.selectionStart ?? undefined);
    if (under.current && input.current) under.current.style.left = `${-input.current.scrollLeft}px`;
  };

  return (
    <search className={style.box}>
      <div className={`${style.field} ${marked ? style.wrong : ''}`}>
        <Icon of={Search} size={15} className={style.icon} />
        <div className={style.stage}>
          <div ref={under} className={style.under} aria-hidden="true">
            <Underline text={text} mistake={marked} />
          </div>
          <input
            ref={input}
            className={style.input}
            type="search"
            role="combobox"
            placeholder="Search mail"
            aria-label="Search mail"
            aria-expanded={options.length > 0}
            aria-controls={`${id}-options`}
            aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
            aria-invalid={marked !== undefined}
            aria-describedby={marked ? `${id}-mistake` : undefined}
            autoComplete="off"
            spellCheck={false}
            maxLength={4096}
            data-testid="search"
            value={text}
            onChange={(event) => {
              change(event.target.value);
              setActive(-1);
              follow();
            }}
            onSelect={follow}
            onScroll={follow}
            onFocus={follow}
            onBlur={() => setCaret(undefined)}
            onKeyDown={onKeyDown}
          />
        </div>
        {text ? (
          <>
            {marked ? null : <SaveButton query={text.trim()} />}
            <IconButton icon={X} label="Clear the search" data-testid="search-clear" onClick={() => change('')} />
          </>
        ) : (
          <span className={style.key} aria-hidden="true">
            <Kbd keys="/" />
          </span>
        )}
      </div>
      <Suggestions id={id} options={options} active={active} onTake={take} />
      {marked && options.length === 0 ? (
        <p className={style.mistake} id={`${id}-mistake`} role="alert" data-testid="search-mistake">
          {marked.text}
        </p>
      ) : null}
    </search>
  );
}

/** The same text under the input, unseen but for the mistake's mark. */
function Underline({ text, mistake }: { text: string; mistake: Mistake | undefined }) {
  if (!mistake || mistake.at === null) return null;
  const lead = text.length - text.trimStart().length;
  const at = Math.min(text.length, mistake.at + lead);
  return (
    <>
      {text.slice(0, at)}
      <mark data-testid="search-mark">{text.slice(at, at + mistake.length) || ' '}</mark>
    </>
  );
}
