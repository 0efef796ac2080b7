/**
 * What an update can ask for beside its HTML: a closed list, and nothing in it runs code. Called by effects.js.
 * `target` is a selector inside the root, "" the root itself.
 */
const EFFECTS = {
  event: ({ root }, { name, detail }) => root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail })),
  redirect: (component, { url, external }) => leave(checkUrl(url, external === true)),
  url: (component, { url, replace }) => show(checkUrl(url, false), replace),
  query: (component, { params, replace }) => showQuery(component, params, replace),
  focus: (component, { target }) => focus(find(component, target)),
  scroll: (component, { target, block }) => find(component, target).scrollIntoView({ block }),
  dialog: (component, { target, open }) => showDialog(find(component, target), open),
  title: (component, { text }) => (document.title = text),
  tell: (component, { name, event, to }) => tell(component, name, event, to),
  remove: ({ root }) => root.remove(),
  download: (component, effect) => download(effect),
};
const FOCUSABLE = "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable]";
let core;

export function start(given) {
  core = given;
}

/** Throws for what cannot be done, or leads where it must not. */
export function run(component, effect) {
  if (component.isLeft) return; // by late/page.js: it was meant for the page before
  if (component.isStopped && "target" in effect) return; // it is there no more
  if (!Object.hasOwn(EFFECTS, effect.type)) throw new Error(`no effect ${effect.type}`);
  EFFECTS[effect.type](component, effect);
}

// The browser's own parser decides where "//host", "/\host" or "javascript:" lead to.
function checkUrl(url, mayLeave) {
  const target = new URL(url, location.href);
  if (/^https?:$/.test(target.protocol) && (mayLeave || target.origin === location.origin)) return target.href;
  throw new Error(`it leads to ${target}`);
}

// With late/navigate.js the page goes and this script stays.
function leave(url) {
  if (!core.redirect?.(url)) location.assign(url);
}

function showQuery({ waiting }, params, replace) {
  if (waiting.some(({ query }) => query !== undefined)) return; // the user went back or forward since (late/query.js)
  const url = new URL(location.href);
  for (const [name, texts] of Object.entries(params)) {
    url.searchParams.delete(name);
    for (const text of texts ?? []) url.searchParams.append(name, text);
  }
  if (url.href !== location.href) show(url, replace);
}

function show(url, replace) {
  // The entry that is left remembers where it was scrolled to: what it shows comes later than the browser scrolls.
  if (!replace) history.replaceState({ ...history.state, liveScroll: [scrollX, scrollY] }, "");
  if (replace) history.replaceState(history.state, "", url);
  else history.pushState(core.nextState?.() ?? null, "", url);
  core.shown = location.href; // for late/query.js and late/navigate.js
}

function find({ root }, target) {
  const found = target ? Element.prototype.querySelector.call(root, target) : root;
  if (!found) throw new Error(`nothing matches ${target}`);
  return found;
}

// What cannot have the focus hands it on to the first thing in it that can.
function focus(element) {
  element.focus();
  if (document.activeElement !== element) element.querySelector(FOCUSABLE)?.focus();
  const { activeElement: control } = document;
  const end = control.value?.length;
  // In a text where nobody has been the caret is before the first letter.
  if (control.selectionEnd === 0 && !core.editedAt(control)) control.setSelectionRange(end, end);
}

function showDialog(dialog, open) {
  if (!open) dialog.close();
  else if (!dialog.open) dialog.showModal();
}

function download({ url, filename = "", media_type, base64 }) {
  const link = document.createElement("a");
  link.download = filename;
  link.href = base64 === undefined ? checkUrl(url, false) : URL.createObjectURL(blobOf(base64, media_type));
  link.click();
  if (base64 !== undefined) setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// The event is sealed: only the server can have said it. One that has left the page tells those that were round it.
function tell({ root, around }, name, told, to) {
  const hears = `[data-live-hears~="${name}"]`;
  const parent = root.isConnected ? root.parentElement?.closest(hears) : around?.find((one) => one.isConnected && one.matches(hears));
  const found = to === "page" ? document.querySelectorAll(hears) : [parent];
  for (const one of found)
    if (one && one !== root) core.send({ ...core.callOf(one, "", { type: "tell" }), payload: undefined, fields: undefined, told });
}

const blobOf = (base64, type) => new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type });
