import { Slice } from '../../lib/slice.js';
import type { Threadable } from './threadable.js';

/** A message, or one that is only referred to. */
export class Node {
  parent: Node | null = null;
  children: Node[] = [];
  /** Towards the top of the node's tree, for `top` only. */
  above: Node = this;

  constructor(
    readonly message: Threadable | null,
    /** Which message this is, in the order of the mailbox; -1 for one that is not there. */
    readonly place: number,
  ) {}

  get uid(): number | null {
    return this.message?.uid ?? null;
  }
}

/** RFC 5256 §3, step 1: an id may be quoted in two ways. */
const normalised = (id: string): string => (id.includes('"') ? id.replace(/\\(.)|"/gs, '$1') : id);

/** Who is below whom, by Message-IDs. Links are only added, never to a loop. */
export class Forest {
  readonly #byId = new Map<string, Node>();
  readonly #nodes: Node[] = [];

  /** Of messages with one id the first has it (RFC 5256 §3, step 1). */
  add(message: Threadable): Node {
    const node = new Node(message, this.#nodes.length);
    this.#nodes.push(node);
    const id = message.id === null ? null : normalised(message.id);
    if (id !== null && !this.#byId.has(id)) this.#byId.set(id, node);
    return node;
  }

  /** Step 1.B. All messages must have been added. */
  linkToLastReference(node: Node): void {
    const last = node.message?.references.at(-1);
    if (last !== undefined) this.#link(this.#nodeOf(last), node);
  }

  /**
   * Step 1.A: what one message says about others. It is not believed of a message that comes later in the mailbox,
   * which will say itself what its parent is (step 1.B).
   */
  linkReferences(node: Node, place: number): void {
    let parent: Node | null = null;
    for (const id of node.message?.references ?? []) {
      const child = this.#nodeOf(id);
      if (parent && child.parent === null && child.place < place) this.#link(parent, child);
      parent = child;
    }
  }

  #nodeOf(id: string): Node {
    const key = normalised(id);
    let node = this.#byId.get(key);
    if (!node) {
      node = new Node(null, -1);
      this.#nodes.push(node);
      this.#byId.set(key, node);
    }
    return node;
  }

  /** A child without a parent is the top of its tree, so a loop would begin in that tree. */
  #link(parent: Node, child: Node): void {
    if (top(parent) === child) return;
    child.parent = parent;
    child.above = parent;
  }

  /**
   * Steps 2 and 3: the tops of all trees. What is not there is taken out and its children put in its place, except at
   * the top, when it has several.
   */
  async pruned(): Promise<Node[]> {
    const slice = new Slice();
    const tops: Node[] = [];
    for (const node of this.#nodes) {
      (node.parent ? node.parent.children : tops).push(node);
      await slice.turn();
    }
    // Children before parents.
    for (const node of (await this.all(tops)).reverse()) {
      node.children = withoutMissing(node.children);
      await slice.turn();
    }
    const kept: Node[] = [];
    for (const node of tops) {
      if (node.message || node.children.length > 1) kept.push(node);
      else kept.push(...node.children);
    }
    return kept;
  }

  /** All nodes of trees, each behind its parent. */
  async all(tops: readonly Node[]): Promise<Node[]> {
    const slice = new Slice();
    const found = [...tops];
    for (let i = 0; i < found.length; i++) {
      for (const child of (found[i] as Node).children) found.push(child);
      await slice.turn();
    }
    return found;
  }
}

/** The children, with their children instead of those that are not there; no list is copied that can be taken over. */
function withoutMissing(children: Node[]): Node[] {
  if (children.every(({ message }) => message)) return children;
  if (children.length === 1) return (children[0] as Node).children;
  const found: Node[] = [];
  for (const child of children) {
    if (child.message) found.push(child);
    else for (const grandchild of child.children) found.push(grandchild);
  }
  return found;
}

/** The top of a node's tree; ways once gone are shortened (union–find). */
function top(node: Node): Node {
  let at = node;
  while (at.above !== at) {
    at.above = at.above.above;
    at = at.above;
  }
  return at;
}

/** A node of its own, for messages that belong together without one that they refer to. */
export function missingParent(children: Node[]): Node {
  const node = new Node(null, -1);
  node.children = children;
  return node;
}
