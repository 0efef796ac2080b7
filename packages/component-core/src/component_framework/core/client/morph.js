/**
 * Makes a live root equal to the server's HTML while keeping what the user and page scripts are doing. Called by
 * update.js. pairs.js decides which node becomes which; pairs are patched in place, and moved with `moveBefore` where
 * the browser has it, so that focus, caret, scroll, media and iframes survive.
 */
import {
  attr, attrNames, attrNode, childNodesOf, contains, findAll, insertBefore, isConnected, isElement, matches, nodeName,
  parentOf, removeAttr, removeChild, ROOT, sameNode, setAttr, setAttrNode, treeOf, wordsOf,
} from "./dom.js";
import { drafts } from "./edits.js";
import { trusted } from "./html.js";
import { identityOf, longestRun, pairNodes, sharable, sharedIn } from "./pairs.js";
import { choices, choose, followServer, setValue, valueAttr } from "./values.js";

/**
 * `next` comes from parseHtml and is used up. `keeps(control)`: its value is the user's. `changes`: what page scripts
 * changed (changes.js). What `isKept` in `next` stands for what stays as it is (late/stream.js).
 */
export function morph(root, next, { keeps, changes }) {
  const active = contains(root, document.activeElement) && activeIn(document);
  const pantry = document.createElement("div"); // holds shared elements between their old and their new parent
  pantry.hidden = true;
  const { isOpaque } = treeOf(next); // html.js
  patch({ root, next, keeps, changes, pantry, isOpaque, identities: new Map() }, root, next);
  pantry.remove();
  if (active && isConnected(active)) active.focus({ preventScroll: true });
}

// Inside shadow roots too.
const activeIn = ({ activeElement: active }) => (active?.shadowRoot && activeIn(active.shadowRoot)) || active;

function patch(work, old, next) {
  if (next.isKept) return;
  if (!isElement(old)) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  // A nested component keeps its own state.
  if (isEqual(work, old, next) || (old !== work.root && matches(old, ROOT))) return;
  const ignored = attr(old, "data-live-ignore");
  patchAttributes(work, old, next, ignored === "" ? "data-" : "");
  if (ignored === null) patchContent(work, old, next);
}

// One look at each end of a long list, and at each row, is all that an unchanged one costs.
function isEqual(work, old, next) {
  return !work.isOpaque && !work.changes.touched.has(old) && sameNode(old, next);
}

function patchAttributes(work, old, next, prefix) {
  const { changes } = work;
  const ignored = wordsOf(attr(old, "data-live-ignore-attrs"));
  const isOurs = (name) => name.startsWith(prefix) && !ignored.includes(name);
  const fresh = new Set();
  for (const name of new Set([...attrNames(next), ...attrNames(old)].filter(isOurs))) {
    if (changes.givenAttr(old, name) === attr(next, name)) continue;
    copyAttr(old, next, name);
    changes.forget(old, name);
    fresh.add(name);
  }
  // Once touched, a control no longer follows its attributes by itself.
  if (nodeName(old) === "INPUT" && fresh.has(valueAttr(old)) && !work.keeps(old)) followServer(old);
}

function patchContent(work, old, next) {
  if (old.shadowRoot && next.shadowRoot) patchChildren(work, old.shadowRoot, next.shadowRoot);
  const name = nodeName(old);
  if (name === "TEXTAREA") patchText(work, old, next);
  else if (name === "SELECT") patchChoice(work, old, next);
  else if (name === "TEMPLATE") patchChildren(work, old.content, next.content);
  else if (drafts.has(old)) patchDraft(work, old, next);
  // A custom element that the server sends empty has made its own children.
  else if (!name.includes("-") || childNodesOf(next).length) patchChildren(work, old, next);
}

function patchText(work, old, next) {
  if (old.defaultValue === next.defaultValue) return;
  old.defaultValue = next.defaultValue;
  if (!work.keeps(old)) setValue(old, next.defaultValue);
}

function patchChoice(work, old, next) {
  const isGiven = (option) => option.defaultSelected;
  const chosen = choices(old, (option) => option.selected);
  const isChosen = (option) => chosen.includes(option.value);
  const isSame = String(choices(old, isGiven)) === String(choices(next, isGiven));
  patchChildren(work, old, next);
  if (!isSame && !work.keeps(old)) followServer(old);
  else if (old.multiple || choices(old, isChosen).length) choose(old, isChosen);
}

function patchDraft(work, old, next) {
  if (drafts.get(old) === next.innerHTML) return;
  drafts.set(old, next.innerHTML);
  if (work.keeps(old)) return;
  drafts.delete(old);
  patchChildren(work, old, next);
}

function patchChildren(work, parent, target) {
  const [olds, news, after] = trimEqual(
    work,
    [...childNodesOf(parent)].filter((node) => !work.changes.made.has(node)),
    [...childNodesOf(target)],
  );
  const places = new Map(olds.map((old, i) => [old, i]));
  const pairs = pairNodes(work, places, news);
  const taken = new Set(pairs);
  for (const old of olds) if (!taken.has(old)) discard(work, old);

  const order = pairs.map((old) => places.get(old) ?? -1);
  const staying = longestRun(ownMoveBefore ? order : roundFragile(order, pairs));
  let before = after;
  for (let i = news.length - 1; i >= 0; i--) {
    if (!pairs[i]) before = create(work, parent, news[i], before);
    else {
      if (!staying.has(i)) move(parent, pairs[i], before);
      patch(work, pairs[i], news[i]);
      before = pairs[i];
    }
  }
}

function trimEqual(work, olds, news) {
  let start = 0;
  let oldEnd = olds.length;
  let newEnd = news.length;
  while (start < oldEnd && start < newEnd && isEqual(work, olds[start], news[start])) start++;
  while (start < oldEnd && start < newEnd && isEqual(work, olds[oldEnd - 1], news[newEnd - 1])) oldEnd--, newEnd--;
  return [olds.slice(start, oldEnd), news.slice(start, newEnd), olds[oldEnd] ?? null];
}

// A new wrapper takes in the shared elements that it holds; all else is put in whole.
function create(work, parent, next, before) {
  const isShell = sharedIn(work).size && sharable(next).some((element) => sharedIn(work).has(identityOf(work, element)));
  const node = isShell ? document.importNode(next, false) : next;
  insertBefore(parent, node, before);
  if (isShell) patchChildren(work, node, next);
  return node;
}

function discard(work, old) {
  if (sharedIn(work).size)
    for (const element of [old, ...sharable(old)])
      if (sharedIn(work).get(identityOf(work, element)) === element) stash(work, element);
  if (parentOf(old) !== work.pantry) removeChild(parentOf(old), old);
}

function stash(work, element) {
  if (!isConnected(work.pantry)) work.root.after(work.pantry);
  move(work.pantry, element, null);
}

const ownMoveBefore = Element.prototype.moveBefore;

// Without `moveBefore` what moves is loaded anew or loses its caret: the others move round the first such node.
function roundFragile(order, pairs) {
  const at = pairs.findIndex((old, i) => order[i] >= 0 && isElement(old) && isFragile(old));
  return order.map((place, i) => (at < 0 || Math.sign(place - order[at]) === Math.sign(i - at) ? place : -1));
}

const isFragile = (old) => matches(old, FRAGILE) || findAll(old, FRAGILE).length;
const FRAGILE = ":focus,iframe,video,audio";

function move(parent, node, before) {
  if (ownMoveBefore && isElement(parent) && isConnected(parent) && isConnected(node)) ownMoveBefore.call(parent, node, before);
  else insertBefore(parent, node, before);
}

// A copied node keeps its namespace, and names that setAttribute refuses.
function copyAttr(old, next, name) {
  const node = attrNode(next, name);
  try {
    if (!node) removeAttr(old, name);
    else if (name === "srcdoc") setAttr(old, name, trusted(node.value));
    else setAttrNode(old, node.cloneNode());
  } catch {
    // Trusted Types refuse inline handlers, as the page's policy does.
  }
}
