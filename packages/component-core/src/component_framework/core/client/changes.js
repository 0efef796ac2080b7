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
    this.observer = new MutationObserver((records) => note(this, records));
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
    note(this, this.observer.takeRecords());
    this.stop(); // records that nobody reads are not made
    try {
      return work();
    } finally {
      this.watch();
      this.isQuiet = false;
    }
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

function note(changes, records) {
  for (const record of records) {
    // A nested component looks after itself.
    if (closest(record.target, ROOT) !== changes.root) continue;
    if (record.type === "attributes") noteAttribute(changes, record);
    else if (!record.target.isContentEditable) noteNodes(changes, record);
  }
}

function noteAttribute({ given, touched }, { target, attributeName, oldValue }) {
  const values = given.get(target) ?? new Map();
  given.set(target, values);
  if (!values.has(attributeName)) values.set(attributeName, oldValue);
  for (let node = target; node; node = parentOf(node)) touched.add(node);
}

// A browser that translates the page wraps its text in <font>; the server's text replaces that.
function noteNodes({ made, known }, { addedNodes, removedNodes }) {
  for (const node of removedNodes) if (!made.has(node)) known.add(node);
  for (const node of addedNodes) if (isElement(node) && !known.has(node) && node.nodeName !== "FONT") made.add(node);
}
