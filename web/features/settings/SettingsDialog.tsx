import * as Primitive from 'radix-ui/tabs';
import { useState } from 'react';
import { Dialog } from '../../components/Dialog.js';
import style from './Settings.module.css';
import { SECTIONS } from './sections.js';

/** What can be set while the server runs, and what it was started with. */
export default function SettingsDialog({ onClose }: { onClose: () => void }) {
  const [shown, setShown] = useState(SECTIONS[0]?.id ?? '');
  return (
    <Dialog title="Settings" onClose={onClose} width={620} testId="settings-dialog">
      <Primitive.Root value={shown} onValueChange={setShown}>
        <Primitive.List className={style.tabs} aria-label="Settings">
          {SECTIONS.map(({ id, title }) => (
            <Primitive.Trigger
              key={id}
              value={id}
              className={style.tab}
              data-first={id === shown ? '' : undefined}
              data-testid={`settings-${id}`}
            >
              {title}
            </Primitive.Trigger>
          ))}
        </Primitive.List>
        {SECTIONS.map(({ id, Content }) => (
          <Primitive.Content key={id} value={id} className={style.panel} data-testid={`settings-panel-${id}`}>
            <Content onClose={onClose} />
          </Primitive.Content>
        ))}
      </Primitive.Root>
    </Dialog>
  );
}
