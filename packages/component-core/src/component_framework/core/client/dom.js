/**
 * Safe reading and changing of any element. Used by every other module.
 *
 * A form's controls shadow its properties: `<input name="id">` hides `form.id`, `<input name="closest">` the method.
 * So whatever may be a form is touched only through these, which go to the browser's own getters and methods.
 */
function getter(type, name) {
  const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
  return (node) => get.call(node);
}

function method(type, name) {
  const own = type.prototype[name];
  return (node, one, other) => own.call(node, one, other);
}

export const ROOT = "[data-live]";

export const attr = method(Element, "getAttribute");
export const setAttr = method(Element, "setAttribute");
export const removeAttr = method(Element, "removeAttribute");
export const attrNames = method(Element, "getAttributeNames");
export const attrNode = method(Element, "getAttributeNode");
export const setAttrNode = method(Element, "setAttributeNode");
export const closest = method(Element, "closest");
export const matches = method(Element, "matches");
export const findAll = method(Element, "querySelectorAll");
export const nodeName = getter(Node, "nodeName");
export const treeOf = method(Node, "getRootNode");
export const parentOf = getter(Node, "parentNode");
export const childNodesOf = getter(Node, "childNodes");
export const isConnected = getter(Node, "isConnected");
export const contains = method(Node, "contains");
export const sameNode = method(Node, "isEqualNode");
export const insertBefore = method(Node, "insertBefore");
export const removeChild = method(Node, "removeChild");
export const controlsOf = getter(HTMLFormElement, "elements");

/** The words of an attribute's text, null included. */
export const wordsOf = (text) => text?.match(/\S+/g) ?? [];

export const isElement = (node) => node instanceof Element;

/** Dispatches `live:<name>` on a root, for page scripts. False when one of them prevented the default. */
export function announce(root, name, detail) {
  return root.dispatchEvent(new CustomEvent("live:" + name, { bubbles: true, cancelable: true, detail }));
}
