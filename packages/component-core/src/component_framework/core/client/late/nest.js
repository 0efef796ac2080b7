/**
 * Components in components (docs/composition.md). Tells the server which of them the page has, keeps those in their place
 * that it leaves out, hands on params that have changed, and keeps what a component's slots hold. Loads those that the
 * server has put off (`data-live-mount`).
 */
const NESTED = "[data-live-nest]";
const GONE = [401, 403, 404];
const TRIES = 3;
const begun = new WeakSet(); // roots that were put off, and are watched or asked for
const failures = new Map(); // id -> how often in a row it could not be shown
let core;
let slots; // late/slots.js

const inView = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) load(target);
});

export async function start(given) {
  core = given;
  slots = await core.use("slots");
  core.onSync.push(equip);
  // A component that this visitor may not see leaves its place empty.
  document.addEventListener("live:error", (event) => {
    const { target, detail } = event;
    if (core.attr(target, "data-live-mount") === null || !GONE.includes(detail.status)) return;
    event.preventDefault();
    target.remove();
  });
  equip();
}

function equip() {
  for (const component of core.components.values()) {
    component.extra ??= () => extraOf(component);
    component.prepare ??= (next) => prepare(component, next);
    if (core.attr(component.root, "data-live-slots") !== null && !component.owner) own(component);
    watch(component.root);
  }
}

// Until now all that happened in it was taken for its own.
function own(component) {
  component.owner = (element) => ownerOf(component, element);
  for (const calls of [component.waiting, component.pending])
    for (const call of calls.filter(({ element }) => component.owner(element) !== component)) {
      calls.splice(calls.indexOf(call), 1);
      clearTimeout(call.timer);
      core.send(call);
    }
  core.drawMarks(component);
}

function watch(root) {
  if (begun.has(root) || core.attr(root, "data-live-when") === null) return;
  begun.add(root);
  if (core.attr(root, "data-live-when") === "view") inView.observe(root);
  else load(root);
}

function load(root) {
  inView.unobserve(root);
  if (root.isConnected) look(root, { type: "mount", query: location.search.slice(1) });
}

/** Has the component rendered again, or for the first time. */
function look(root, more) {
  core.send({ ...core.callOf(root, "", more), payload: undefined, fields: undefined, ...more });
}

/** What a message of the component says besides. */
function extraOf(component) {
  const { root, mount = core.attr(root, "data-live-mount") ?? undefined } = component;
  component.mount = undefined;
  component.around = rootsAround(root);
  const known = childrenOf(component).map((child) => [core.attr(child, "id"), tagOf(child)]).filter(([, tag]) => tag);
  return { mount, children: known.length ? Object.fromEntries(known) : undefined };
}

// For late/effects.js: once it is taken out nothing tells where it was.
function rootsAround(root) {
  const found = [];
  while ((root = root.parentElement?.closest(core.ROOT))) found.push(root);
  return found;
}

/** What tells the params of a component that the page has. Without it the server tries again one that failed. */
const tagOf = (root) =>
  core.attr(root, failures.get(core.attr(root, "id")) >= TRIES ? "data-live-failed" : "data-live-nest");

// Also those that lost their tag while this part could not be had: the server sends them whole.
const nestedIn = (root) => [...core.findAll(root, core.ROOT)];
const childrenOf = ({ root }) => nestedIn(root).filter((child) => slots.around(child) === root);

/** What stands in a slot belongs to whoever has filled it. */
function ownerOf(component, element) {
  const root = element === component.root ? element : slots.around(element);
  return root === component.root ? component : root ? core.componentAt(root) : undefined;
}

/** Completes the server's HTML before it is shown; gives what is to be done once it is. */
function prepare(component, next) {
  const { root } = component;
  const tag = core.attr(root, "data-live-nest");
  for (const one of [next, ...next.querySelectorAll(NESTED)]) countFailures(one);
  if (tag !== null && core.attr(next, "data-live-nest") === null) next.setAttribute("data-live-nest", tag);
  if (root.nodeName !== next.nodeName) swapRoot(component, next);
  const stubs = slots.unpacked(next);
  if (!component.isRefilled) slots.fill(next, slots.contentOf(component.root, (node) => slots.copyOf(node, component.changes.made)));
  const olds = new Map(nestedIn(component.root).map((child) => [core.attr(child, "id"), child]));
  const later = stubs.map((stub) => keep(component, stub, olds));
  for (const one of next.querySelectorAll(NESTED)) {
    const old = olds.get(core.attr(one, "id"));
    if (!old) continue;
    if (core.attr(one, "data-live-nest") !== core.attr(old, "data-live-nest")) later.push(renew(old, one));
    if (one.nodeName !== old.nodeName) one.replaceWith(document.importNode(old, false)); // its own turn swaps the root
  }
  return () => later.forEach((act) => act());
}

function countFailures(root) {
  const id = core.attr(root, "id");
  if (core.attr(root, "data-live-failed") !== null) failures.set(id, (failures.get(id) ?? 0) + 1);
  else if (core.attr(root, "data-live-state") !== null) failures.delete(id);
}

// An element cannot change its kind: the record goes on with another one, which is as much the server's as it was.
function swapRoot(component, next) {
  const { root, changes } = component;
  const fresh = document.importNode(next, false);
  const around = core.components.get(root.parentElement?.closest(core.ROOT))?.changes;
  if (!around?.made.has(root)) around?.known.add(fresh);
  changes.stop();
  core.components.delete(root);
  root.replaceWith(fresh);
  Object.assign(component, { root: fresh, changes: new changes.constructor(fresh) });
  core.components.set(fresh, component);
}

function keep(component, stub, olds) {
  const { liveKept: id, liveMount: mount } = stub.dataset;
  const old = olds.get(id);
  if (!old) {
    stub.remove();
    return () => look(component.root, { type: "nest" }); // it went while the message was under way
  }
  stub.replaceWith(document.importNode(old, false));
  return () => {
    if (stub.hasChildNodes()) refill(core.components.get(old), stub);
    if (mount) followParams(old, mount);
  };
}

function renew(old, one) {
  const mount = core.attr(one, "data-live-mount");
  if (mount && core.attr(old, "data-live-state") !== null) return () => followParams(old, mount);
  const next = one.cloneNode(true);
  return () => {
    const component = core.componentAt(old);
    core.showRoot(component, next, { keeps: isUsers });
    begun.delete(component.root); // what was asked for until now failed, or was with other params
    watch(component.root);
  };
}

function followParams(root, mount) {
  const component = core.componentAt(root);
  component.mount = mount;
  // Until the answer is there it has no params that the server could compare: what comes meanwhile is followed, too.
  const tag = core.attr(root, "data-live-nest") ?? "";
  component.changes.quietly(() => root.setAttribute("data-live-nest", tag.replace(/^\S*/, "-")));
  look(root, { type: "nest" });
}

function refill(component, stub) {
  const next = slots.copyOf(component.root, component.changes.made);
  slots.clear(next);
  slots.fill(next, slots.contentOf(stub));
  // A slot that was handed on is shown by a component inside, which nothing else renders.
  const inner = [...slots.regionsOf(next).values()].flat().map(({ start }) => start.parentElement.closest("[data-live]"));
  for (const place of new Set([next, ...inner])) showRefilled(place === next ? component.root : inPage(component, place), place);
}

const inPage = ({ root }, place) => nestedIn(root).find((one) => core.attr(one, "id") === core.attr(place, "id"));

function showRefilled(root, next) {
  const component = core.components.get(root);
  if (!component) return;
  component.isRefilled = true;
  core.showRoot(component, next, { keeps: isUsers });
  component.isRefilled = false;
}

const isUsers = (control) => core.editedAt(control) && core.isUnsaved(control);
