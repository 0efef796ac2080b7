/**
 * Modal dialogs and focus traps. `<dialog data-live-modal>` is open as long as the server's HTML has it; leaving it by
 * Escape or a `method="dialog"` form sends its `data-live-cancel` event. `data-live-trap` keeps the focus in its element.
 */
const TRAP = "[data-live-trap],[data-live-modal]";
const FOCUSABLE = "a[href],area[href],button,input,select,textarea,summary,iframe,audio[controls],video[controls],[contenteditable],[tabindex]";
const openers = new Map(); // trap -> what had the focus before it
let core;

export function start(given) {
  core = given;
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", onFocus);
  for (const type of ["cancel", "close"]) document.addEventListener(type, onClose, true);
  core.onSync.push(watch);
  watch();
}

function watch() {
  for (const trap of document.querySelectorAll(TRAP)) if (!openers.has(trap)) enter(trap);
  for (const [trap, opener] of openers) {
    if (trap.isConnected) continue;
    openers.delete(trap);
    if (document.activeElement === document.body) opener.focus?.();
  }
}

function enter(trap) {
  openers.set(trap, document.activeElement);
  if (trap.matches("[data-live-modal]")) {
    trap.open = false; // a dialog that is open already cannot become a modal one
    trap.showModal();
  } else if (!trap.contains(document.activeElement)) (trap.querySelector("[autofocus]") ?? stops(trap)[0])?.focus();
}

function onClose(event) {
  const { target: dialog, type } = event;
  const handler = core.attr(dialog, "data-live-cancel");
  if (!handler || !openers.has(dialog)) return;
  if (type === "cancel") event.preventDefault(); // the server's HTML closes it
  core.send({ ...core.callOf(dialog, handler, { type: "cancel" }), drop: true });
}

const current = () => [...openers.keys()].filter((trap) => trap.checkVisibility()).at(-1);

const stops = (trap) =>
  [...trap.querySelectorAll(FOCUSABLE)].filter((one) => one.tabIndex >= 0 && !one.matches(":disabled") && one.checkVisibility());

function onKey(event) {
  const trap = event.key === "Tab" && current();
  if (!trap?.contains(document.activeElement)) return;
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
