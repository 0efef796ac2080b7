/** As much of a document as the client needs for markup without controls: elements, texts, attributes, selectors. */
let onChange = () => {};

/** `heard` is called when nodes have come or gone, and with its name when an attribute has changed. */
export const observeNodes = (heard) => (onChange = heard);

export class Node extends EventTarget {
  #parent = null;
  children = []; // nodes of every kind
  get parentNode() {
    return this.#parent;
  }
  get childNodes() {
    return this.children;
  }
  get nodeName() {
    return this.name;
  }
  get isConnected() {
    return this.getRootNode() === document;
  }
  getRootNode() {
    return this.#parent ? this.#parent.getRootNode() : this;
  }
  contains(other) {
    return other === this || (!!other?.parentNode && this.contains(other.parentNode));
  }
  isEqualNode(other) {
    return this.outerHTML === other.outerHTML;
  }
  insertBefore(node, before) {
    node.remove();
    this.children.splice(before ? this.children.indexOf(before) : this.children.length, 0, node);
    node.#parent = this;
    onChange();
  }
  removeChild(node) {
    this.children.splice(this.children.indexOf(node), 1);
    node.#parent = null;
    onChange();
  }
  remove() {
    this.#parent?.removeChild(this);
  }
  get firstElementChild() {
    return this.children.find((node) => node instanceof Element);
  }
  get textContent() {
    return this.nodeValue ?? this.children.map((node) => node.textContent).join("");
  }
  get outerHTML() {
    return this.nodeValue ?? this.children.map((node) => node.outerHTML).join("");
  }
  querySelectorAll(selector) {
    const found = [];
    for (const node of this.children) {
      if (node instanceof Element && node.matches(selector)) found.push(node);
      found.push(...node.querySelectorAll(selector));
    }
    return found;
  }
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
}

class Text extends Node {
  name = "#text";
  constructor(value) {
    super();
    this.nodeValue = value;
  }
  cloneNode() {
    return new Text(this.nodeValue);
  }
}

const SIMPLE = /^(\w*)((?:\[[\w-]+(?:=\w+)?\])*)$/;

export class Element extends Node {
  attributes = new Map();
  constructor(tag) {
    super();
    this.name = tag.toUpperCase();
  }
  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }
  getAttributeNames() {
    return [...this.attributes.keys()];
  }
  getAttributeNode(name) {
    const value = this.getAttribute(name);
    return value === null ? null : { name, value, cloneNode: () => ({ name, value }) };
  }
  setAttributeNode({ name, value }) {
    this.setAttribute(name, value);
  }
  setAttribute(name, value) {
    this.attributes.set(name, String(value));
    onChange(name);
  }
  removeAttribute(name) {
    this.attributes.delete(name);
    onChange(name);
  }
  matches(selector) {
    return selector.split(",").some((one) => this.#matches(one.trim()));
  }
  #matches(selector) {
    const [, tag, wanted] = selector.match(SIMPLE) ?? unknown(selector);
    const pairs = [...wanted.matchAll(/\[([\w-]+)(?:=(\w+))?\]/g)];
    const has = ([, name, value]) => this.attributes.has(name) && (value === undefined || value === this.getAttribute(name));
    return (!tag || this.name === tag.toUpperCase()) && pairs.every(has);
  }
  closest(selector) {
    if (this.matches(selector)) return this;
    return this.parentNode instanceof Element ? this.parentNode.closest(selector) : null;
  }
  moveBefore(node, before) {
    this.insertBefore(node, before);
  }
  get dataset() {
    const named = (key) => "data-" + key.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
    return new Proxy(
      {},
      {
        get: (_, key) => this.attributes.get(named(key)),
        set: (_, key, value) => (this.setAttribute(named(key), value), true),
      },
    );
  }
  get src() {
    return this.getAttribute("src");
  }
  cloneNode(isDeep) {
    const copy = new Element(this.name);
    for (const [name, value] of this.attributes) copy.setAttribute(name, value);
    if (isDeep) for (const node of this.children) copy.insertBefore(node.cloneNode(true), null);
    return copy;
  }
  get outerHTML() {
    const attributes = [...this.attributes].map((pair) => " " + pair.join("=")).sort().join("");
    return `<${this.name}${attributes}>${super.outerHTML}</>`;
  }
  setHTMLUnsafe(html) {
    this.content = parse(html);
  }
}

export class HTMLFormElement extends Element {
  get elements() {
    return [];
  }
}

function unknown(selector) {
  throw new Error(`dom.mjs does not know the selector ${selector}`);
}

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#39;": "'", "&#34;": '"', "&amp;": "&" };
const unescape = (text) => text.replace(/&#?\w+;/g, (entity) => ENTITIES[entity]);

/** Well-formed markup with quoted attributes, or attributes without a value. */
export function parse(html) {
  let parent = new Node();
  for (const [, tag, attributes, text] of html.matchAll(/<(\/?[\w-]+)([^>]*)>|([^<]+)/g)) {
    if (text) parent.insertBefore(new Text(unescape(text)), null);
    else if (tag[0] === "/") parent = parent.parentNode;
    else {
      const element = new Element(tag);
      for (const [, name, value = ""] of attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g))
        element.setAttribute(name, unescape(value));
      parent.insertBefore(element, null);
      parent = element;
    }
  }
  return parent;
}

export class Document extends Node {
  activeElement = null;
  hidden = false;
  constructor(href) {
    super();
    this.baseURI = href;
  }
  get documentElement() {
    return this.firstElementChild;
  }
  createElement(tag) {
    return new Element(tag);
  }
}
