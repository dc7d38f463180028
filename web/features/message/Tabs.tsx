import * as Primitive from 'radix-ui/tabs';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { getRoute, navigate, TABS, type Tab } from '../../lib/router.js';
import type { MessageJson } from '../../lib/types.js';
import { HtmlTab } from './HtmlTab.js';
import style from './Message.module.css';
import { TextTab } from './TextTab.js';

const HeadersTab = lazy(() => import('./HeadersTab.js'));
const SourceTab = lazy(() => import('./SourceTab.js'));
const StructureTab = lazy(() => import('./StructureTab.js'));
const JourneyTab = lazy(() => import('./JourneyTab.js'));
const SessionTab = lazy(() => import('./SessionTab.js'));

const NAMES: Record<Tab, string> = {
  html: 'HTML',
  text: 'Text',
  headers: 'Headers',
  source: 'Source',
  structure: 'Structure',
  journey: 'Journey',
  session: 'Session',
};

/** The sides of a message; which one is shown stands in the address. */
export function Tabs({ message, tab }: { message: MessageJson; tab: Tab | undefined }) {
  const best: Tab = message.html === null ? 'text' : 'html';
  const shown = tab === undefined || (tab === 'html' && message.html === null) ? best : tab;
  const row = useRef<HTMLDivElement>(null);
  // On a narrow page the row of tabs scrolls.
  useEffect(() => {
    row.current?.querySelector(`[data-testid=tab-${shown}]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [shown]);
  return (
    <Primitive.Root
      value={shown}
      onValueChange={(value) => navigate({ tab: value as Tab }, { replace: getRoute().tab !== undefined })}
      activationMode="automatic"
      style={{ display: 'contents' }}
    >
      <Primitive.List ref={row} className={style.tabs} aria-label="Message">
        {TABS.map((name) => (
          <Primitive.Trigger
            key={name}
            value={name}
            className={style.tab}
            disabled={(name === 'html' && message.html === null) || (name === 'text' && message.text === null)}
            data-testid={`tab-${name}`}
          >
            {NAMES[name]}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      <Primitive.Content value={shown} className={style.panel} data-testid={`panel-${shown}`}>
        <Suspense fallback={null}>
          <Panel message={message} tab={shown} />
        </Suspense>
      </Primitive.Content>
    </Primitive.Root>
  );
}

function Panel({ message, tab }: { message: MessageJson; tab: Tab }) {
  switch (tab) {
    case 'html':
      return <HtmlTab key={message.id} message={message} />;
    case 'text':
      return <TextTab text={message.text} />;
    case 'headers':
      return <HeadersTab id={message.id} />;
    case 'source':
      return <SourceTab key={message.id} id={message.id} size={message.size} />;
    case 'structure':
      return <StructureTab id={message.id} />;
    case 'journey':
      return <JourneyTab id={message.id} />;
    case 'session':
      return <SessionTab message={message} />;
  }
}
