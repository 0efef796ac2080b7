/**
 * What a component's slots hold lies between two comments, `live-slot:name` and `/live-slot`. The server's answers to a
 * component have the comments only: the page keeps what is between them. Called by late/nest.js.
 */
const ROOT = "[data-live],[data-live-kept]";
const SLOTTED = "[data-live-slots],[data-live-kept]";
const END = "/live-slot";

const isComment = (node) => node.nodeType === Node.COMMENT_NODE;
const nameOf = (comment) => comment.data.startsWith("live-slot:") && comment.data.slice(10);
const turnOf = (node) => (!isComment(node) ? 0 : nameOf(node) ? 1 : node.data === END ? -1 : 0);

/** The root of the component that has put the node there: the nearest one's, in a slot that of whoever has filled it. */
export function around(node) {
  let given = 0; // slots whose components are still to come
  for (;;) {
    const root = node.parentElement?.closest(ROOT);
    if (!root) return null;
    if (root.matches(SLOTTED)) for (; node !== root; node = node.parentNode) given += depthOf(node);
    if (!given--) return root;
    node = root;
  }
}

/** In how many slots the node is whose comments are beside it. */
function depthOf(node) {
  let depth = 0;
  for (let one = node.previousSibling; one; one = one.previousSibling) depth += turnOf(one);
  return depth;
}

/** name -> the slots of that name, each `{start, end}`, of the component whose root this is, wherever they are shown. */
export function regionsOf(root) {
  const found = new Map();
  const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) {
    const start = comments.currentNode;
    const name = nameOf(start);
    if (!name || around(start) !== root) continue;
    found.set(name, [...(found.get(name) ?? []), { start, end: endOf(start) }]);
  }
  return found;
}

function endOf(start) {
  let depth = 0;
  for (let node = start; node; node = node.nextSibling) if (!(depth += turnOf(node))) return node;
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

/** What stands for the components that are kept, as elements that hold their slots: those in others first. */
export function unpacked(place) {
  return [...place.querySelectorAll("template[data-live-kept]")].flatMap((template) => {
    const stub = document.createElement("live-kept");
    for (const { name, value } of template.attributes) stub.setAttribute(name, value);
    stub.append(template.content);
    template.replaceWith(stub);
    return [...unpacked(stub), stub];
  });
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
