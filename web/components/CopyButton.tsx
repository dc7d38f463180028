import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copy } from '../lib/clipboard.js';
import { IconButton } from './Button.js';

/** Copies a text; the icon says for a moment that it did. */
export function CopyButton({ text, label, testId }: { text: string; label: string; testId?: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <IconButton
      icon={done ? Check : Copy}
      label={label}
      data-testid={testId}
      onClick={async () => setDone(await copy(text))}
    />
  );
}
