/**
 * Makes a live root equal to the server's HTML while keeping what the user and page scripts are doing. Called by
 * update.js. pairs.js decides which node becomes which; pairs are patched in place, and moved with `moveBefore` where
 * the browser has it, so that focus, caret, scroll, media and iframes survive.
 */
import {
  attr, attrNames, attrNode, childNodesOf, contains, findAll, insertBefore, isConnected, isElement, matches, nodeName,
  parentOf, removeAttr, removeChild, ROOT, sameNode, setAttr, setAttrNode, treeOf,
} from "./dom.js";
import { drafts } from "./edits.js";
import { trusted } from "./html.js";
import { findShared, identify, longestRun, pairNodes, sharable } from "./pairs.js";
import { choices, choose, followServer, setValue, valueAttr } from "./values.js";

/**
 * `next` comes from parseHtml and is used up. `keeps(control)`: its value is the user's. `changes`: what page scripts
 * changed (changes.js). Both are the `rules`.
 */
export function morph(root, next, rules) {
  const active = contains(root, document.activeElement) && activeIn(document);
  const work = new Morph(root, next, rules);
  work.patch(root, next);
  work.pantry.remove();
  if (active && isConnected(active)) active.focus({ preventScroll: true });
}

// Inside shadow roots too.
const activeIn = ({ activeElement: active }) => (active?.shadowRoot && activeIn(active.shadowRoot)) || active;

class Morph {
  constructor(root, next, rules) {
    Object.assign(this, { root, next, ...rules });
    this.identities = new Map();
    this.isOpaque = treeOf(next).isOpaque; // html.js
    this.pantry = document.createElement("div"); // holds shared elements between their old and their new parent
    this.pantry.hidden = true;
  }

  /** Made when it is first needed, which is before anything comes or goes: much of the time there is no need. */
  get shared() {
    return (this.found ??= findShared(this.root, this.next, this));
  }

  /** Neither side of a pair loses its identity by being patched. */
  identify(node) {
    let identity = this.identities.get(node);
    if (!identity) this.identities.set(node, (identity = identify(node, this.changes)));
    return identity;
  }

  patch(old, next) {
    if (!isElement(old)) {
      if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
      return;
    }
    // A nested component keeps its own state.
    if (this.isEqual(old, next) || (old !== this.root && matches(old, ROOT))) return;
    const ignored = attr(old, "data-live-ignore");
    this.patchAttributes(old, next, ignored === "" ? "data-" : "");
    if (ignored === null) this.patchContent(old, next);
  }

  // One look at each end of a long list, and at each row, is all that an unchanged one costs.
  isEqual(old, next) {
    return !this.isOpaque && !this.changes.touched.has(old) && sameNode(old, next);
  }

  patchAttributes(old, next, prefix) {
    const { changes } = this;
    const ignored = attr(old, "data-live-ignore-attrs")?.split(/\s+/) ?? [];
    const isOurs = (name) => name.startsWith(prefix) && !ignored.includes(name);
    const fresh = new Set();
    for (const name of new Set([...attrNames(next), ...attrNames(old)].filter(isOurs))) {
      if (changes.givenAttr(old, name) === attr(next, name)) continue;
      copyAttr(old, next, name);
      changes.forget(old, name);
      fresh.add(name);
    }
    // Once touched, a control no longer follows its attributes by itself.
    if (nodeName(old) === "INPUT" && fresh.has(valueAttr(old)) && !this.keeps(old)) followServer(old);
  }

  patchContent(old, next) {
    if (old.shadowRoot && next.shadowRoot) this.patchChildren(old.shadowRoot, next.shadowRoot);
    const name = nodeName(old);
    if (name === "TEXTAREA") this.patchText(old, next);
    else if (name === "SELECT") this.patchChoice(old, next);
    else if (name === "TEMPLATE") this.patchChildren(old.content, next.content);
    else if (drafts.has(old)) this.patchDraft(old, next);
    // A custom element that the server sends empty has made its own children.
    else if (!name.includes("-") || childNodesOf(next).length) this.patchChildren(old, next);
  }

  patchText(old, next) {
    if (old.defaultValue === next.defaultValue) return;
    old.defaultValue = next.defaultValue;
    if (!this.keeps(old)) setValue(old, next.defaultValue);
  }

  patchChoice(old, next) {
    const isGiven = (option) => option.defaultSelected;
    const chosen = choices(old, (option) => option.selected);
    const isChosen = (option) => chosen.includes(option.value);
    const isSame = String(choices(old, isGiven)) === String(choices(next, isGiven));
    this.patchChildren(old, next);
    if (!isSame && !this.keeps(old)) followServer(old);
    else if (old.multiple || choices(old, isChosen).length) choose(old, isChosen);
  }

  patchDraft(old, next) {
    if (drafts.get(old) === next.innerHTML) return;
    drafts.set(old, next.innerHTML);
    if (this.keeps(old)) return;
    drafts.delete(old);
    this.patchChildren(old, next);
  }

  patchChildren(parent, target) {
    const { olds, news, after } = this.trimEqual(
      [...childNodesOf(parent)].filter((node) => !this.changes.made.has(node)),
      [...childNodesOf(target)],
    );
    const places = new Map(olds.map((old, i) => [old, i]));
    const pairs = pairNodes(places, news, this);
    const taken = new Set(pairs);
    for (const old of olds) if (!taken.has(old)) this.discard(old);

    const order = pairs.map((old) => places.get(old) ?? -1);
    const staying = longestRun(ownMoveBefore ? order : roundFragile(order, pairs));
    let before = after;
    for (let i = news.length - 1; i >= 0; i--) {
      if (!pairs[i]) before = this.create(parent, news[i], before);
      else {
        if (!staying.has(i)) move(parent, pairs[i], before);
        this.patch(pairs[i], news[i]);
        before = pairs[i];
      }
    }
  }

  trimEqual(olds, news) {
    let start = 0;
    let oldEnd = olds.length;
    let newEnd = news.length;
    while (start < oldEnd && start < newEnd && this.isEqual(olds[start], news[start])) start++;
    while (start < oldEnd && start < newEnd && this.isEqual(olds[oldEnd - 1], news[newEnd - 1])) oldEnd--, newEnd--;
    return { olds: olds.slice(start, oldEnd), news: news.slice(start, newEnd), after: olds[oldEnd] ?? null };
  }

  // A new wrapper takes in the shared elements that it holds; all else is put in whole.
  create(parent, next, before) {
    const isShell = this.shared.size && sharable(next).some((element) => this.shared.has(this.identify(element)));
    const node = isShell ? document.importNode(next, false) : next;
    insertBefore(parent, node, before);
    if (isShell) this.patchChildren(node, next);
    return node;
  }

  discard(old) {
    if (this.shared.size)
      for (const element of [old, ...sharable(old)])
        if (this.shared.get(this.identify(element)) === element) this.stash(element);
    if (parentOf(old) !== this.pantry) removeChild(parentOf(old), old);
  }

  stash(element) {
    if (!isConnected(this.pantry)) this.root.after(this.pantry);
    move(this.pantry, element, null);
  }
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
