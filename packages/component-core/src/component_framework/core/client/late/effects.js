/** The rarer effects of an update. Called by effects.js. `target` is a selector inside the root, "" the root itself. */

const find = ({ root }, target) => {
  const found = target ? Element.prototype.querySelector.call(root, target) : root;
  if (!found) throw new Error(`nothing matches ${target}`);
  return found;
};

export const EFFECTS = {
  focus: (component, { target }) => focus(find(component, target)),
  scroll: (component, { target, block }) => find(component, target).scrollIntoView({ block }),
  dialog: (component, { target, open }) => showDialog(find(component, target), open),
  title: (component, { text }) => (document.title = text),
  download: (component, effect) => download(effect),
};

const FOCUSABLE = "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable]";

// What cannot have the focus hands it on to the first thing in it that can.
function focus(element) {
  element.focus();
  if (document.activeElement !== element) element.querySelector(FOCUSABLE)?.focus();
}

function showDialog(dialog, open) {
  if (!open) dialog.close();
  else if (!dialog.open) dialog.showModal();
}

function download({ url, filename = "", media_type, base64 }) {
  const link = document.createElement("a");
  link.download = filename;
  link.href = base64 === undefined ? checkedUrl(url) : URL.createObjectURL(blobOf(base64, media_type));
  link.click();
  if (base64 !== undefined) setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const blobOf = (base64, type) => new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type });

let core;
const checkedUrl = (url) => core.checkUrl(url, false);

export function start(given) {
  core = given;
}
