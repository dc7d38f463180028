/** All chunks as one buffer. For what is known to be small. */
export async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const list: Buffer[] = [];
  for await (const chunk of chunks) list.push(chunk);
  return list.length === 1 && list[0] ? list[0] : Buffer.concat(list);
}
