/** A database's URL without who uses it. */
export function databaseOf(text: string): string {
  const { protocol, host, pathname, searchParams } = new URL(text);
  const schema = searchParams.get('schema');
  return `${protocol}//${host}${pathname}${schema === null ? '' : `?schema=${schema}`}`;
}
