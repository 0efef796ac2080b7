/**
 * What a component's slots hold lies between two comments, `live-slot:name` and `/live-slot`. The server's answers to a
 * component have the comments only: the page keeps what is between them. Called by late/nest.js.
 */
const ROOT = "[data-live]";
const END = "/live-slot";

const nameOf = (comment) => comment.data.startsWith("live-slot:") && comment.data.slice(10);

/** name -> the slots of that name, each `{start, end}`, of the component whose root or content this is. */
export function regionsOf(root) {
  const found = new Map();
  const open = [];
  const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) {
    const comment = comments.currentNode;
    const owner = comment.parentElement?.closest(ROOT) ?? root;
    if (owner !== root && root.contains(owner)) continue;
    if (nameOf(comment)) open.push(comment);
    else if (comment.data === END && open.length) {
      const start = open.pop();
      if (!open.length) found.set(nameOf(start), [...(found.get(nameOf(start)) ?? []), { start, end: comment }]);
    }
  }
  return found;
}

/** Whether a slot's content has that node at its top. */
export function isInSlot(node) {
  let ends = 0;
  for (let one = node.previousSibling; one; one = one.previousSibling)
    if (one.nodeType === Node.COMMENT_NODE) {
      if (one.data === END) ends++;
      else if (nameOf(one) && !ends--) return true;
    }
  return false;
}

/** name -> lists of nodes, one for each slot of that name; `copy` makes what is put elsewhere. */
export function contentOf(root, copy = (node) => node) {
  const lists = (regions) => regions.map((region) => between(region).map(copy).filter(Boolean));
  return new Map([...regionsOf(root)].map(([name, regions]) => [name, lists(regions)]));
}

/** Puts `content` into the slots of `root` that are empty. */
export function fill(root, content) {
  for (const [name, regions] of regionsOf(root))
    regions.forEach(({ start, end }, i) => {
      const lists = content.get(name) ?? [];
      if (start.nextSibling === end) end.before(...(lists[i] ?? lists[0] ?? []));
    });
}

export function clear(root) {
  for (const regions of regionsOf(root).values()) for (const region of regions) between(region).forEach((node) => node.remove());
}

/** As the server has made it: without what page scripts have added, which `made` tells. */
export function copyOf(node, made) {
  if (made.has(node)) return null;
  const copy = document.importNode(node, node.nodeName === "TEMPLATE");
  for (const child of copy.nodeName === "TEMPLATE" ? [] : node.childNodes) {
    const inner = copyOf(child, made);
    if (inner) copy.append(inner);
  }
  return copy;
}

function between({ start, end }) {
  const nodes = [];
  for (let node = start.nextSibling; node !== end; node = node.nextSibling) nodes.push(node);
  return nodes;
}
