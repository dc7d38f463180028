import type { ComponentType } from 'react';
import { RelaySection } from './RelaySection.js';
import { RetentionSection } from './RetentionSection.js';
import { SearchesSection } from './SearchesSection.js';
import { TagsSection } from './TagsSection.js';
import { UsersSection } from './UsersSection.js';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly Content: ComponentType<{ onClose: () => void }>;
}

/** The sides of the settings dialog, in their order: one file for each. */
export const SECTIONS: readonly Section[] = [
  { id: 'users', title: 'Users', Content: UsersSection },
  { id: 'tags', title: 'Tag rules', Content: TagsSection },
  { id: 'searches', title: 'Saved searches', Content: SearchesSection },
  { id: 'relay', title: 'Sending out', Content: RelaySection },
  { id: 'retention', title: 'Retention', Content: RetentionSection },
];
