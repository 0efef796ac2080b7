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
  const element = core.closest(event.target, `[${attribute}]`);
  if (element) act(event, element, core.attr(element, attribute));
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
  for (let element = event.target; element instanceof Element; element = event.bubbles && element.parentElement) {
    const handler = pairs(element, "data-live-on").get(event.type);
    if (handler) return act(event, element, handler);
  }
}

function onWindow(event) {
  for (const element of document.querySelectorAll("[data-live-window]")) {
    const handler = pairs(element, "data-live-window").get(event.type);
    if (handler) act(event, element, handler);
  }
}

function onClick(event) {
  for (const element of document.querySelectorAll("[data-live-outside]"))
    if (!event.composedPath().includes(element)) act(event, element, core.attr(element, "data-live-outside"));
}

function act(event, element, handler) {
  const { type, relatedTarget, detail } = event;
  if (event.defaultPrevented) return;
  // The focus moves on within the element.
  if (/^focus/.test(type) && relatedTarget && core.contains(element, relatedTarget)) return;
  if (/^key/.test(type) && !isMeantKey(event, core.attr(element, "data-live-keys"))) return;
  core.act(event, element, handler, detail && typeof detail === "object" ? detail : undefined);
}

/** DOM event -> handler. */
function pairs(element, attribute) {
  const words = core.attr(element, attribute)?.split(/\s+/).filter(Boolean) ?? [];
  return new Map(words.map((word) => word.split(/:(?=[^:]*$)/)));
}

/** Whether a key event is one of `keys`, or of any key without them. Not while an input method composes a text. */
function isMeantKey(event, keys) {
  if (event.isComposing) return false;
  return keys === null || keys.split(/\s+/).some((combination) => isPressed(event, combination));
}

function isPressed({ key = "", ctrlKey, altKey, metaKey, shiftKey }, combination) {
  const names = combination.replace("Mod+", MOD + "+").replace("Ctrl+", "Control+").split("+");
  const wanted = names.pop() || "+";
  const has = (name) => names.includes(name);
  const isKey = key.toLowerCase() === (wanted === "Space" ? " " : wanted.toLowerCase());
  // A character says itself whether it takes Shift on this keyboard.
  const isShift = shiftKey === has("Shift") || (wanted.length === 1 && !names.length);
  return isKey && isShift && ctrlKey === has("Control") && altKey === has("Alt") && metaKey === has("Meta");
}
