/** What a promise rejects with. @throws Error when it resolves */
export async function failure<E extends Error = Error>(promise: Promise<unknown>): Promise<E> {
  const value = await promise.catch((error: E) => ({ error }));
  if (typeof value === 'object' && value !== null && 'error' in value) return value.error as E;
  throw new Error(`It did not fail but resolved to ${JSON.stringify(value)}.`);
}
