import { Dialog } from '../../components/Dialog.js';
import { Kbd } from '../../components/Kbd.js';
import { COMMANDS } from '../../lib/commands.js';
import style from './Help.module.css';

const GROUPS = [...new Set(COMMANDS.map(({ group }) => group))];

/** Every shortcut, from the table that the keys themselves are read from. */
export default function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} width={640} testId="help-dialog">
      <div className={style.groups}>
        {GROUPS.map((group) => {
          const lines = COMMANDS.filter((command) => command.group === group && command.keys.length > 0);
          if (lines.length === 0) return null;
          return (
            <section key={group} className={style.group}>
              <h3 className={style.name}>{group}</h3>
              <dl>
                {lines.map(({ id, title, keys }) => (
                  <div key={id} className={style.line}>
                    <dt>{title}</dt>
                    <dd>
                      <Kbd keys={keys[0] ?? ''} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
