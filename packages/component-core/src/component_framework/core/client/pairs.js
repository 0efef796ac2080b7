/**
 * Decides which old node becomes which new one. Called by morph.js.
 *
 * Nodes pair by key: an id or a control's name anywhere in the component, a `data-key` among siblings. A keyless
 * element pairs by what it holds, then by likeness in order.
 */
import { attr, closest, contains, findAll, isElement, matches, nodeName, parentOf, ROOT } from "./dom.js";

const SHARED = "[id],[name]"; // what may pair across parents
const CLOSED = ROOT + ",[data-live-stream]"; // but not from inside these: of a stream's rows few are in an update
const KEYLESS = " ";

/**
 * A text that two nodes have in common if one can become the other; `isKeyed` tells whether a key is in it. Kept for the
 * time of one morph, whose `work` this is: neither side of a pair loses its identity by being patched.
 */
export function identityOf({ identities, changes }, node) {
  let identity = identities.get(node);
  if (!identity) identities.set(node, (identity = identify(node, changes)));
  return identity;
}

function identify(node, changes) {
  const name = nodeName(node);
  if (!isElement(node)) return KEYLESS + name;
  // An input's type is the one from before a script changed it, as to show a password. A patched script could run.
  // A region that belongs to another script is never taken for something else.
  const kind = name === "INPUT" ? changes.givenAttr(node, "type") : /^script$/i.test(name) && node.outerHTML;
  return `${keyOf(node, name)} ${name} ${kind} ${changes.givenAttr(node, "data-live-ignore")} ${attr(node, "data-live")}`;
}

const isKeyed = (identity) => identity[0] !== KEYLESS;

function keyOf(node, nodeName) {
  const id = attr(node, "id");
  if (id) return "id:" + id;
  const key = attr(node, "data-key");
  if (key) return "key:" + key;
  if (nodeName === "OPTION") return "option:" + node.value;
  const name = attr(node, "name");
  if (!name || !matches(node, "input,select,textarea,button")) return "";
  return "name:" + name + (/^(radio|checkbox|submit)$/.test(node.type) ? "=" + attr(node, "value") : "");
}

/** The elements inside that have an id or a name. */
export const sharable = (node) => (isElement(node) ? [...findAll(node, SHARED)] : []);

/**
 * identity -> old element, for ids and names that stand once in each tree. Made when it is first asked for, which is
 * before anything comes or goes: much of the time there is no need.
 */
export function sharedIn(work) {
  return (work.shared ??= findShared(work));
}

function findShared(work) {
  const olds = indexKeys(work, work.root);
  const shared = new Map();
  for (const [identity, element] of indexKeys(work, work.next))
    if (element && olds.get(identity)) shared.set(identity, olds.get(identity));
  return shared;
}

// A key that stands twice is nobody's.
function indexKeys(work, root) {
  const index = new Map();
  const hasNested = findAll(root, CLOSED).length;
  for (const element of sharable(root)) {
    const identity = identityOf(work, element);
    const owner = hasNested && closest(parentOf(element), CLOSED);
    if (!/^(id|name):/.test(identity) || (owner && owner !== root && contains(root, owner))) continue;
    index.set(identity, index.has(identity) ? null : element);
  }
  return index;
}

/** For each new node the old one to patch, or undefined; one from outside `places` (old -> place) is shared. */
export function pairNodes(work, places, news) {
  const pool = Map.groupBy(places.keys(), (old) => identityOf(work, old));
  const wanted = news.map((next) => identityOf(work, next));
  const isChoice = places.size > 1 || news.length > 1;
  const taken = new Set();
  const take = (old) => old && !taken.has(old) && taken.add(old) && old;
  const pairs = news.map((next, i) => {
    const alike = pool.get(wanted[i]);
    if (isKeyed(wanted[i])) return take(alike?.shift() ?? sharedIn(work).get(wanted[i]));
    const holder = alike && isChoice && holderOf(work, next, places);
    return holder && identityOf(work, holder) === wanted[i] && take(holder);
  });
  wanted.forEach((identity, i) => {
    const queue = isKeyed(identity) ? [] : (pool.get(identity) ?? []);
    while (!pairs[i] && queue.length) pairs[i] = take(queue.shift());
  });
  return pairs;
}

// The old node that holds the first shared element inside the new one.
function holderOf(work, next, places) {
  const shared = sharedIn(work);
  const inner = sharable(next).find((element) => shared.has(identityOf(work, element)));
  let old = inner && shared.get(identityOf(work, inner));
  while (old && !places.has(old)) old = parentOf(old);
  return old;
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
