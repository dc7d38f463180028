import { Pencil, X } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { Button, IconButton } from '../../components/Button.js';
import form from '../../components/Form.module.css';
import style from './Settings.module.css';
import { useSettings } from './useSettings.js';

const split = (text: string): string[] =>
  text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);

/** Rules that give tags to mail as it arrives. */
export function TagsSection() {
  const { settings, wrong, save } = useSettings();
  const [query, setQuery] = useState('');
  const [tags, setTags] = useState('');
  /** The rule that is in the form. */
  const [editing, setEditing] = useState<number>();
  const field = useRef<HTMLInputElement>(null);
  const rules = settings?.tags ?? [];

  function begin(at: number | undefined): void {
    const rule = at === undefined ? undefined : rules[at];
    setEditing(at);
    setQuery(rule?.query ?? '');
    setTags(rule?.tags.join(', ') ?? '');
    field.current?.focus();
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const rule = { query: query.trim(), tags: split(tags) };
    const next = editing === undefined ? [...rules, rule] : rules.map((each, at) => (at === editing ? rule : each));
    if (await save({ tags: next })) begin(undefined);
  }

  async function remove(gone: number): Promise<void> {
    await save({ tags: rules.filter((_, at) => at !== gone) });
    begin(undefined);
  }

  return (
    <>
      <p className={style.text}>
        Mail that a search finds gets tags as it arrives. Mail that is there already is left alone.
      </p>
      {rules.length > 0 ? (
        <ul className={style.list} aria-label="Tag rules">
          {rules.map((rule, at) => (
            <li key={JSON.stringify([at, rule])} className={`${style.line} ${style.rule}`} data-testid="settings-rule">
              <code className={style.grow}>{rule.query}</code>
              <span className={style.tags}>
                {rule.tags.map((tag) => (
                  <span key={tag} className={style.tag}>
                    {tag}
                  </span>
                ))}
              </span>
              <IconButton
                icon={Pencil}
                label={`Change the rule ${rule.query}`}
                onClick={() => begin(at)}
                data-testid="settings-rule-edit"
              />
              <IconButton
                icon={X}
                label={`Remove the rule ${rule.query}`}
                onClick={() => void remove(at)}
                data-testid="settings-rule-remove"
              />
            </li>
          ))}
        </ul>
      ) : null}
      <form className={form.form} onSubmit={(event) => void submit(event)}>
        <div className={form.two}>
          <label className={form.field}>
            Search
            <input
              ref={field}
              value={query}
              required
              placeholder="subject:invoice"
              spellCheck={false}
              data-testid="settings-rule-query"
              onChange={(event) => setQuery(event.target.value)}
            />
          </label>
          <label className={form.field}>
            Tags
            <input
              value={tags}
              required
              placeholder="billing, urgent"
              data-testid="settings-rule-tags"
              onChange={(event) => setTags(event.target.value)}
            />
          </label>
        </div>
        {wrong ? (
          <p className={form.wrong} role="alert">
            {wrong}
          </p>
        ) : null}
        <div className={style.actions}>
          {editing === undefined ? null : <Button onClick={() => begin(undefined)}>Cancel</Button>}
          <Button look="main" type="submit" disabled={!settings} data-testid="settings-rule-save">
            {editing === undefined ? 'Add the rule' : 'Change the rule'}
          </Button>
        </div>
      </form>
    </>
  );
}
