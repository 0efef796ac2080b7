/**
 * Remembers what page scripts (and the browser, as for an opened `<details>`) changed in a component, so that the
 * morph leaves it alone until the server changes that very thing. component.js makes one for each root; update.js and
 * busy.js change the DOM through `quietly`; morph.js and pairs.js ask.
 */
import { attr, closest, isElement, parentOf, ROOT } from "./dom.js";

export class Changes {
  constructor(root) {
    this.root = root;
    this.given = new WeakMap(); // element -> Map(changed attribute -> the server's value)
    this.touched = new WeakSet(); // elements that hold a changed one
    this.made = new WeakSet(); // nodes that page scripts added
    this.known = new WeakSet(); // nodes that page scripts only moved
    this.isQuiet = false;
    this.observer = new MutationObserver((records) => this.note(records));
    this.watch();
  }

  watch() {
    this.observer.observe(this.root, { attributes: true, attributeOldValue: true, childList: true, subtree: true });
  }

  stop() {
    this.observer.disconnect();
  }

  /** Runs `work` so that what it changes counts as the server's. */
  quietly(work) {
    if (this.isQuiet) return work();
    this.isQuiet = true;
    this.note(this.observer.takeRecords());
    this.stop(); // records that nobody reads are not made
    try {
      return work();
    } finally {
      this.watch();
      this.isQuiet = false;
    }
  }

  note(records) {
    for (const record of records) {
      // A nested component looks after itself.
      if (closest(record.target, ROOT) !== this.root) continue;
      if (record.type === "attributes") this.noteAttribute(record);
      else if (!record.target.isContentEditable) this.noteNodes(record);
    }
  }

  noteAttribute({ target, attributeName, oldValue }) {
    const values = this.given.get(target) ?? new Map();
    this.given.set(target, values);
    if (!values.has(attributeName)) values.set(attributeName, oldValue);
    for (let node = target; node; node = parentOf(node)) this.touched.add(node);
  }

  // A browser that translates the page wraps its text in <font>; the server's text replaces that.
  noteNodes({ addedNodes, removedNodes }) {
    for (const node of removedNodes) if (!this.made.has(node)) this.known.add(node);
    for (const node of addedNodes) if (isElement(node) && !this.known.has(node) && node.nodeName !== "FONT") this.made.add(node);
  }

  /** The attribute as the server last gave it. */
  givenAttr(element, name) {
    const values = this.given.get(element);
    return values?.has(name) ? values.get(name) : attr(element, name);
  }

  /** The server has changed the attribute: it is the server's again. */
  forget(element, name) {
    this.given.get(element)?.delete(name);
  }
}
