/**
 * Modal dialogs and focus traps. `<dialog data-live-modal>` is open as long as the server's HTML has it; leaving it by
 * Escape or a `method="dialog"` form sends its `data-live-cancel` event. `data-live-trap` keeps the focus in its element.
 */
const MODAL = "[data-live-modal]";
const TRAP = "[data-live-trap]," + MODAL;
const FOCUSABLE = "a[href],area[href],button,input,select,textarea,summary,iframe,audio[controls],video[controls],[contenteditable],[tabindex]";
const openers = new Map(); // trap -> what had the focus before it
let core;

export function start(given) {
  core = given;
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", onFocus);
  for (const type of ["cancel", "close"]) document.addEventListener(type, onClose, true);
  for (const type of ["live:update", "live:error"]) document.addEventListener(type, openAgain);
  core.onSync.push(watch);
  watch();
}

function watch() {
  for (const [trap, opener] of openers) if (!trap.isConnected || !trap.matches(TRAP)) leave(trap, opener);
  for (const trap of document.querySelectorAll(TRAP)) if (!openers.has(trap)) enter(trap);
}

function enter(trap) {
  openers.set(trap, document.activeElement);
  if (trap.matches(MODAL)) {
    trap.open = false; // a dialog that is open already cannot become a modal one
    trap.showModal();
  } else if (!trap.contains(document.activeElement)) (trap.querySelector("[autofocus]") ?? stops(trap)[0])?.focus();
}

function leave(trap, opener) {
  openers.delete(trap);
  if (trap.isConnected) trap.close?.();
  if (document.activeElement === document.body) opener.focus?.();
}

function onClose(event) {
  const { target: dialog, type } = event;
  const handler = openers.has(dialog) && core.attr(dialog, "data-live-cancel");
  if (!handler) return;
  if (type === "cancel") event.preventDefault(); // the server's HTML closes it
  core.send({ ...core.callOf(dialog, handler, { type: "cancel" }), drop: true });
}

/** What the browser has closed, and the server has not. */
function openAgain({ target: root }) {
  const waiting = core.components.get(root)?.waiting ?? [];
  for (const [dialog] of openers)
    if (dialog.matches(MODAL + "[data-live-cancel]:not([open])") && root.contains(dialog) && !waiting.some(({ element }) => element === dialog))
      dialog.showModal();
}

const current = () => [...openers.keys()].filter((trap) => trap.checkVisibility()).at(-1);

/** Where Tab stops in the trap, in order. */
function stops(trap) {
  const isStop = (one) => one.tabIndex >= 0 && !one.matches(":disabled,[inert] *") && one.checkVisibility({ visibilityProperty: true });
  const all = [...trap.querySelectorAll(FOCUSABLE)].filter(isStop);
  const isPassed = (one) => one.type === "radio" && !one.checked && all.some((other) => other.checked && other.name === one.name);
  return all.filter((one) => !isPassed(one));
}

function onKey(event) {
  const trap = event.key === "Tab" && current();
  if (!trap || !trap.contains(document.activeElement)) return;
  const places = stops(trap);
  const [edge, next] = event.shiftKey ? [places[0], places.at(-1)] : [places.at(-1), places[0]];
  const isAtEdge = document.activeElement === edge || !places.includes(document.activeElement);
  if (!isAtEdge && places.length) return;
  event.preventDefault();
  next?.focus();
}

// Focus that comes from outside goes to the nearer end.
function onFocus({ target }) {
  const trap = current();
  if (!trap || trap.contains(target)) return;
  const isBefore = trap.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING;
  stops(trap).at(isBefore ? 0 : -1)?.focus();
}
