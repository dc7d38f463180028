import { Slice } from '../../lib/slice.js';
import { missingParent, type Node } from './forest.js';

/**
 * RFC 5256 §3, step 5: trees of one base subject become one.
 * @param tops by sent date; so are the children of those that are not there
 */
export async function mergeSubjects(tops: readonly Node[]): Promise<Node[]> {
  const slice = new Slice();
  const table = new Map<string, Node>();
  for (const node of tops) {
    const subject = subjectOf(node);
    if (subject === '') continue;
    const known = table.get(subject);
    const better = known?.message && (node.message === null || (known.message.isReply && !node.message.isReply));
    if (!known || better) table.set(subject, node);
    await slice.turn();
  }
  const gone = new Set<Node>();
  const replaced = new Map<Node, Node>();
  for (const node of tops) {
    const known = table.get(subjectOf(node));
    if (!known || known === node || replaced.get(node) === known) continue;
    gone.add(node);
    if (known.message === null) {
      if (node.message === null) for (const child of node.children) known.children.push(child);
      else known.children.push(node);
    } else if (node.message?.isReply && !known.message.isReply) known.children.push(node);
    else {
      const both = missingParent([known, node]);
      replaced.set(known, both);
      table.set(subjectOf(node), both);
    }
    await slice.turn();
  }
  return tops.filter((node) => !gone.has(node)).map((node) => replaced.get(node) ?? node);
}

/** Of one that is not there, that of its first child. Empty: it is not compared. */
const subjectOf = (node: Node): string => (node.message ?? node.children[0]?.message)?.subject ?? '';
