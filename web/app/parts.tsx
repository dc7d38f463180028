import { lazy, Suspense } from 'react';

const Why = lazy(() => import('../features/why/Why.js'));
const Setup = lazy(() => import('../features/setup/Setup.js'));
const QueueList = lazy(() => import('../features/queue/QueueList.js'));
const QueueView = lazy(() => import('../features/queue/QueueView.js'));
const SessionList = lazy(() => import('../features/sessions/SessionList.js'));
const SessionView = lazy(() => import('../features/sessions/SessionView.js'));

/** Parts that the first look at mail does not need. */
export const LazySetup = () => (
  <Suspense fallback={null}>
    <Setup />
  </Suspense>
);

export const LazyWhy = (props: { to: string; since: string; back: boolean }) => (
  <Suspense fallback={null}>
    <Why {...props} />
  </Suspense>
);

export const LazyQueue = () => (
  <Suspense fallback={null}>
    <QueueList />
  </Suspense>
);

export const LazyQueueItem = ({ id }: { id: string | undefined }) => (
  <Suspense fallback={null}>
    <QueueView id={id} />
  </Suspense>
);

export const LazySessions = () => (
  <Suspense fallback={null}>
    <SessionList />
  </Suspense>
);

export const LazySession = ({ id }: { id: string | undefined }) => (
  <Suspense fallback={null}>
    <SessionView id={id} />
  </Suspense>
);
