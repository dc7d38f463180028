/** Divides the levels of a mailbox name, here as in the store. */
export const SEPARATOR = '/';

/** The names above a name, outermost first: `a/b/c` → `a`, `a/b`. */
export function parentsOf(name: string): string[] {
  const parents: string[] = [];
  for (let at = name.indexOf(SEPARATOR); at > 0; at = name.indexOf(SEPARATOR, at + 1)) parents.push(name.slice(0, at));
  return parents;
}
