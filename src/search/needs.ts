import type { Query } from './ast.js';

/** Which bytes of a message a predicate may read; its structure it always may. */
export interface Needs {
  /** The folded text is all that is asked of the content: a caller that has kept it needs nothing else. */
  readonly textOnly: boolean;
  /** Bodies of text parts. */
  readonly text: boolean;
  /** The message's own header. */
  readonly header: boolean;
}

/** What the terms of a query ask of a message's content. */
export function needsOf(query: Query): Needs {
  const found = { folded: false, text: false, header: false, other: false };
  const visit = (each: Query): void => {
    if (each.kind === 'and' || each.kind === 'or') for (const term of each.terms) visit(term);
    else if (each.kind === 'not') visit(each.term);
    else if (each.kind === 'header') found.header = true;
    else if (each.kind === 'has') {
      if (each.what === 'link' || each.what === 'code') found.text = found.other = true;
      else if (each.what === 'inline') found.other = true;
    } else if (each.kind === 'text' || each.kind === 'pattern') {
      const { field } = each;
      if (field === 'attachment') found.other = true;
      else if (field === 'link' || field === 'code') found.text = found.other = true;
      else if (field === 'any' || field === 'body') {
        found.text = true;
        if (each.kind === 'pattern') found.other = true;
        else found.folded = true;
      }
    }
  };
  visit(query);
  const { text, header, other, folded } = found;
  return { textOnly: folded && !header && !other, text, header };
}
