import type { SearchContent } from '../../search/predicate.js';

/** The content of a message whose folded text was kept, for a predicate that asks nothing else. */
export class TextOnly implements SearchContent {
  readonly fields = [];
  readonly files = [];
  readonly inline = false;
  readonly links = [];

  constructor(readonly text: string) {}

  get written(): never {
    throw new Error('Only the folded text of this message was kept.');
  }

  codes(): [] {
    return [];
  }
}
