import { Slice } from '../../lib/slice.js';
import { sortInSlices } from '../../lib/sort-in-slices.js';
import { Forest, type Node } from './forest.js';
import { mergeSubjects } from './merge-subjects.js';
import type { Threadable } from './threadable.js';
import type { Thread } from './threads.js';

/**
 * THREAD=REFERENCES (RFC 5256 §3): messages hang below those that they refer to, and what has no such tie below one
 * of the same base subject. Each message is there exactly once, whatever the references say. Time grows with the
 * number of messages and references (and the sorting of siblings); nothing recurses, so chains may be of any length.
 */
export async function references(messages: readonly Threadable[]): Promise<Thread[]> {
  const slice = new Slice();
  const forest = new Forest();
  // Step 1. A message's own last reference is its parent, whatever others say of it …
  const nodes: Node[] = [];
  for (const message of messages) {
    nodes.push(forest.add(message));
    await slice.turn();
  }
  for (const node of nodes) {
    forest.linkToLastReference(node);
    await slice.turn();
  }
  // … and of what has no parent so far, the first to name one is believed.
  for (const [i, node] of nodes.entries()) {
    forest.linkReferences(node, i);
    await slice.turn();
  }
  // Steps 2 to 6.
  const roots = await forest.pruned();
  for (const root of roots) if (root.message === null) root.children = await sortInSlices(root.children, bySent);
  const merged = await mergeSubjects(await sortInSlices(roots, bySent));
  for (const node of await forest.all(merged)) {
    if (node.children.length > 1) node.children = await sortInSlices(node.children, bySent);
    await slice.turn();
  }
  return sortInSlices(merged, bySent);
}

/** By sent date; one that is not there has that of its first child (RFC 5256 §3, step 4). */
function bySent(a: Node, b: Node): number {
  const left = a.message ?? a.children[0]?.message;
  const right = b.message ?? b.children[0]?.message;
  return left && right ? left.sent - right.sent || left.uid - right.uid : 0;
}
