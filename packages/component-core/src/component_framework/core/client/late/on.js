/**
 * Events beyond the common ones: keys and focus (`data-live-keydown="close"`), any other DOM event or a page's own
 * (`data-live-on="picked:choose"`), events on the window (`data-live-window="keydown:close"`), clicks outside an element
 * (`data-live-outside="close"`).
 */
/** DOM event -> the word for it in `data-live-<word>`. */
const WORDS = { keydown: "keydown", keyup: "keyup", focusin: "focus", focusout: "blur" };
const PAIRS = { "data-live-on": document, "data-live-window": window };
const MOD = /Mac|iP/.test(navigator.platform) ? "Meta" : "Control";
const heard = new Set();
let core;

export function start(given) {
  core = given;
  for (const type of Object.keys(WORDS)) document.addEventListener(type, onWord);
  document.addEventListener("click", onClick);
  core.onSync.push(listen);
  listen();
}

function onWord(event) {
  const attribute = "data-live-" + WORDS[event.type];
  for (const element of withAttribute(event.target, attribute))
    if (isMeant(event, element)) {
      // Not at once: what is being removed loses the focus, too, and has nothing to say.
      if (event.type === "focusout") return queueMicrotask(() => act(event, element, core.attr(element, attribute)));
      return act(event, element, core.attr(element, attribute));
    }
}

/** The elements from `target` outwards that have the attribute. */
function withAttribute(target, attribute) {
  const path = [];
  for (let element = target; element instanceof Element; element = element.parentElement)
    if (core.attr(element, attribute) !== null) path.push(element);
  return path;
}

function listen() {
  for (const [attribute, place] of Object.entries(PAIRS))
    for (const element of document.querySelectorAll(`[${attribute}]`))
      for (const type of pairs(element, attribute).keys()) hear(place, attribute, type);
}

function hear(place, attribute, type) {
  const name = attribute + type;
  if (heard.has(name)) return;
  heard.add(name);
  const onEvent = attribute === "data-live-on" ? onElement : onWindow;
  place.addEventListener(type, onEvent);
  // What does not bubble passes the document on its way down only.
  if (place === document) place.addEventListener(type, (event) => event.bubbles || onEvent(event), true);
}

function onElement(event) {
  for (const element of withAttribute(event.target, "data-live-on")) {
    if (!event.bubbles && element !== event.target) return;
    const handler = pairs(element, "data-live-on").get(event.type);
    if (handler && isMeant(event, element)) return act(event, element, handler);
  }
}

function onWindow(event) {
  for (const element of document.querySelectorAll("[data-live-window]")) {
    const handler = pairs(element, "data-live-window").get(event.type);
    if (handler && isMeant(event, element)) act(elsewhere(event, element), element, handler);
  }
}

// Whatever the click does there: it is one outside of here.
function onClick(event) {
  for (const element of document.querySelectorAll("[data-live-outside]"))
    if (!event.composedPath().includes(element) && element.checkVisibility())
      act(elsewhere(event, element), element, core.attr(element, "data-live-outside"));
}

/** The event as the element takes it, on which it did not happen: no link of its own is followed, no form sent. */
function elsewhere(event, element) {
  const { type, detail } = event;
  return { type: "outer:" + type, detail, target: element, preventDefault: () => event.preventDefault() };
}

function act(event, element, handler) {
  const { detail } = event;
  core.act(event, element, handler, detail && typeof detail === "object" && !Array.isArray(detail) ? detail : undefined);
}

function isMeant(event, element) {
  const { type, relatedTarget, defaultPrevented } = event;
  // The focus moves on within the element.
  if (/^focus/.test(type) && relatedTarget && element.contains(relatedTarget)) return false;
  return !defaultPrevented && (!/^key/.test(type) || isMeantKey(event, core.attr(element, "data-live-keys")));
}

/** DOM event -> handler. */
function pairs(element, attribute) {
  return new Map(words(core.attr(element, attribute) ?? "").map((word) => word.split(/:(?=[^:]*$)/)));
}

const words = (text) => text.split(/\s+/).filter(Boolean);

/** Whether a key event is one of `keys`, or of any key without them. Not while an input method composes a text. */
function isMeantKey(event, keys) {
  if (event.isComposing || event.keyCode === 229) return false;
  return keys === null || words(keys).some((combination) => isPressed(event, combination));
}

function isPressed({ key = "", ctrlKey, altKey, metaKey, shiftKey }, combination) {
  const names = combination.replace("Mod+", MOD + "+").replace("Ctrl+", "Control+").split("+");
  const wanted = names.pop() || "+";
  const modifiers = names.filter(Boolean);
  const has = (name) => modifiers.includes(name);
  const isKey = key.toLowerCase() === (wanted === "Space" ? " " : wanted.toLowerCase());
  // A character says itself whether it takes Shift on this keyboard.
  const isShift = shiftKey === has("Shift") || (wanted.length === 1 && !modifiers.length);
  return isKey && isShift && ctrlKey === has("Control") && altKey === has("Alt") && metaKey === has("Meta");
}
