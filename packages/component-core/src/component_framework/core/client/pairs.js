/**
 * Decides which old node becomes which new one. Called by morph.js.
 *
 * Nodes pair by key: an id or a control's name anywhere in the component, a `data-key` among siblings. A keyless
 * element pairs by what it holds, then by likeness in order.
 */
import { attr, closest, contains, findAll, isElement, matches, nodeName, parentOf, ROOT, sameNode } from "./dom.js";

export const SHARED = "[id],[name]"; // what may pair across parents

/** "" for a node without a key. */
export function keyOf(node) {
  if (!isElement(node)) return "";
  const [id, key, name] = [attr(node, "id"), attr(node, "data-key"), attr(node, "name")];
  if (id) return "id:" + id;
  if (key) return "key:" + key;
  if (nodeName(node) === "OPTION") return "option:" + node.value;
  if (!name || !matches(node, "input,select,textarea,button")) return "";
  return "name:" + name + (/^(radio|checkbox|submit)$/.test(node.type) ? "=" + attr(node, "value") : "");
}

// `changes` knows an input's type from before a script changed it, as to show a password.
const kindOf = (node, changes) => nodeName(node) + (nodeName(node) === "INPUT" ? changes.givenAttr(node, "type") : "");
const groupOf = (node, changes) => keyOf(node) || kindOf(node, changes);

// The old node can be patched into the new one.
function isAlike(old, next, changes) {
  if (keyOf(old) !== keyOf(next) || kindOf(old, changes) !== kindOf(next, changes)) return false;
  if (/^script$/i.test(nodeName(old))) return sameNode(old, next); // a patched script could run, a new copy cannot
  return !isElement(old) || attr(old, "data-live") === attr(next, "data-live");
}

/** key -> old element, for ids and names that stand once in each tree on elements that are alike. */
export function findShared(root, next, changes) {
  const olds = indexKeys(root);
  const shared = new Map();
  for (const [key, element] of indexKeys(next)) {
    const old = olds.get(key);
    if (old && element && isAlike(old, element, changes)) shared.set(key, old);
  }
  return shared;
}

// A key that stands twice is nobody's. What lies in a nested component is no concern of this one.
function indexKeys(root) {
  const index = new Map();
  for (const element of findAll(root, SHARED)) {
    const key = keyOf(element);
    const owner = closest(parentOf(element), ROOT);
    if (!/^(id|name):/.test(key) || (owner && owner !== root && contains(root, owner))) continue;
    index.set(key, index.has(key) ? null : element);
  }
  return index;
}

/** For each new node the old one to patch, or undefined; one from outside `olds` comes from `shared`. */
export function pairNodes(olds, news, { shared, changes }) {
  const pool = Map.groupBy(olds, (old) => groupOf(old, changes));
  const taken = new Set();
  const take = (old, next) => {
    if (!old || taken.has(old) || !isAlike(old, next, changes)) return undefined;
    taken.add(old);
    return old;
  };
  const pairs = news.map((next) => {
    const key = keyOf(next);
    return key ? take(pool.get(key)?.shift() ?? shared.get(key), next) : take(holderOf(next, olds, shared), next);
  });
  news.forEach((next, i) => {
    const queue = keyOf(next) ? [] : (pool.get(groupOf(next, changes)) ?? []);
    while (!pairs[i] && queue.length) pairs[i] = take(queue.shift(), next);
  });
  return pairs;
}

// The old node that holds the first shared element inside the new one.
function holderOf(next, olds, shared) {
  if (!isElement(next) || !shared.size) return undefined;
  const inner = [...findAll(next, SHARED)].map((element) => shared.get(keyOf(element))).find(Boolean);
  return inner && olds.find((old) => contains(old, inner));
}

/** The positions of a longest rising run in `places` (-1 is no place): these stay, the others move round them. */
export function longestRun(places) {
  const tails = []; // position of the smallest end of a run, by the run's length
  const before = []; // position -> the position before it in its run
  places.forEach((place, i) => {
    if (place < 0) return;
    const length = tails.findLastIndex((tail) => places[tail] < place) + 1;
    before[i] = tails[length - 1];
    tails[length] = i;
  });
  const run = new Set();
  for (let i = tails.at(-1); i !== undefined; i = before[i]) run.add(i);
  return run;
}
