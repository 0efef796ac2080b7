/**
 * What has come to its end: a page that its user can have no longer (`live:expired`, `data-live-expired` on `<html>`;
 * called by late/refresh.js), and a component whose row was deleted (`live:gone`, `data-live-gone` on its root; called by
 * answers.js). Until an update comes they ask for nothing of their own: poll.js, pushes.js and socket.js look for the marks.
 */
const CONTROLS = "input,select,textarea,[contenteditable]";
const html = document.documentElement;
// A form's controls hide its methods.
const setAttribute = (element, name, value) => Element.prototype.setAttribute.call(element, name, value);
const removeAttribute = (element, name) => Element.prototype.removeAttribute.call(element, name);
let core;
let last; // the fetched page that told of the end

export function start(given) {
  core = given;
  // Somebody has signed in again, in another tab, or has brought the row back.
  document.addEventListener("live:update", ({ target }) => {
    last = undefined;
    html.removeAttribute("data-live-expired");
    if (core.attr(target, "data-live-gone") === null) return;
    for (const name of ["data-live-gone", "inert"]) removeAttribute(target, name);
  });
}

/** Says so once, and loads the page anew unless a page script or, asked by the browser, the user would rather stay. */
export function expire({ sent }, page) {
  if (last) return last === page || sent.every(({ poll }) => poll); // what nobody has asked for is silent
  last = page;
  html.setAttribute("data-live-expired", "");
  if (!announce(document, "expired")) return true;
  if (hasTyped(html)) addEventListener("beforeunload", ask);
  location.reload();
  return true;
}

/** Shows that the component is gone, when that is what was asked; asks that, when something else was and is not there. */
export function lose({ root, sent }) {
  if (sent.some(({ event, fields, query }) => event || fields || query)) {
    const look = { ...core.callOf(root, "", { type: "stale" }), payload: undefined, fields: undefined };
    core.send({ ...look, poll: "kept" });
    return false;
  }
  setAttribute(root, "data-live-gone", "");
  if (announce(root, "gone") && !hasTyped(root)) setAttribute(root, "inert", "");
  return true;
}

const announce = (target, name) =>
  target.dispatchEvent(new CustomEvent("live:" + name, { bubbles: true, cancelable: true }));

const hasTyped = (root) =>
  [...core.findAll(root, CONTROLS)].some(
    (control) => core.editedAt(control) && (core.isUnsaved(control) || control.isContentEditable),
  );

// Chromium does not ask where the listener is gone by then, as one for `once` is.
function ask(event) {
  event.preventDefault();
  setTimeout(() => removeEventListener("beforeunload", ask));
}
