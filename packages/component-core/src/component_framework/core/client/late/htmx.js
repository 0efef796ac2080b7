/**
 * htmx (2 and 4) beside the client: what it is about to send for an element with `data-live-htmx` becomes a call of the
 * component's queue. When to send, what to ask before and which values go along are htmx's; order, retries, the morph,
 * effects and all the rest are the client's own. events.js calls `take`.
 */
const known = new WeakMap(); // element -> what htmx read from it when it made it work
let core;

export function start(given) {
  core = given;
  core.moreMarks.push(draw);
  core.onSync.push(note);
  document.addEventListener("live:update", ({ target: root }) => look(root, process), true); // before `note`
  document.addEventListener("htmx:beforeHistorySave", eraseMarks);
  // An answer may have come before this part; htmx passes over what it knows.
  for (const { root } of core.components.values()) look(root, process);
}

/** Makes the request that htmx 2 (`detail`) or htmx 4 (`detail.ctx`) has composed a call. */
export async function take({ target: element, detail }) {
  const { ctx, errors, formData, triggeringEvent } = detail;
  if (errors?.length) return htmx.trigger(element, "htmx:validation:halted", detail);
  if (ctx?.confirm && !(await isConfirmed(element, ctx))) return; // htmx 2 has asked before
  const { type } = (ctx ? ctx.sourceEvent : triggeringEvent) ?? { type: "every" };
  core.send(composeCall(element, type, [...(ctx ? ctx.request.body : formData)]));
}

function composeCall(element, type, pairs) {
  const { root } = core.componentAt(element);
  const form = element instanceof HTMLFormElement ? element : (element.form ?? core.closest(element, "form"));
  const isSent = (control) => control === element || pairs.some(([name]) => name === control.name);
  const all = [...root.querySelectorAll("input,select,textarea")];
  const controls = all.filter((control) => (control.form ? control.form === form : isSent(control)));
  // One button can say all: live-event=delete?id=5.
  const [event, query] = (pairs.findLast(([name]) => name === "live-event")?.[1] ?? "").split(/\?(.*)/s);
  const own = core.formFields([...pairs, ...new URLSearchParams(query)], controls);
  const submit = !!form && (type === "submit" || element.type === "submit");
  const isPoll = type === "every" && /\bevery /.test(core.attr(element, "hx-trigger"));
  // As in poll.js.
  const poll = isPoll && (event && core.attr(root, "data-live-stored") !== null ? "kept" : true);
  const drop = isPoll || core.attr(element, "data-live-busy") === "drop";
  return { ...core.callOf(element, event, { type, own }), target: submit ? form : element, submit, drop, poll, isHtmx: true };
}

function isConfirmed(element, ctx) {
  return new Promise((answer) => {
    const detail = { ctx, issueRequest: () => answer(true), dropRequest: () => answer(false) };
    if (htmx.trigger(element, "htmx:confirm", detail)) answer(confirm(ctx.confirm));
  });
}

function draw(component, calls) {
  for (const element of new Set(calls.filter((call) => call.isHtmx).map((call) => call.element)))
    try {
      markElement(component, element);
    } catch (error) {
      reportError(error); // an author's selector that is none
    }
}

// While a call waits, its element looks as it does during a request of htmx.
function markElement(component, element) {
  for (const one of pointedAt(element, "hx-indicator") ?? [element]) core.markClasses(component, one, htmx.config.requestClass);
  for (const one of pointedAt(element, isFour() ? "hx-disable" : "hx-disabled-elt") ?? []) {
    if (one.contains(document.activeElement)) {
      component.focused = document.activeElement;
      core.use("loading").catch(console.error); // which gives the focus back
    }
    core.mark(component, one, "disabled", "");
  }
}

const isFour = () => htmx.version[0] === "4";

/** The elements that the attribute's selectors mean; undefined without it, on the element and where it inherits from. */
function pointedAt(element, name) {
  const inherited = isFour() && !htmx.config.implicitInheritance ? name + ":inherited" : name;
  const holder = core.attr(element, name) === null ? core.closest(element, `[${CSS.escape(inherited)}]`) : element;
  const text = holder && (core.attr(holder, name) ?? core.attr(holder, inherited));
  return text?.split(",").flatMap((selector) => (selector.trim() === "this" ? holder : (find(element, selector.trim()) ?? [])));
}

const PLACES = { find: 20, next: Node.DOCUMENT_POSITION_FOLLOWING, previous: Node.DOCUMENT_POSITION_PRECEDING };

/** What htmx's extended selector means, seen from the element. */
function find(element, text) {
  const [word, selector] = text.split(/ (.*)/s);
  if (word === "closest") return core.closest(element, selector);
  if (!PLACES[word]) return [...document.querySelectorAll(text)];
  if (!selector) return element[word + "ElementSibling"];
  const isThere = (one) => element.compareDocumentPosition(one) === PLACES[word];
  return [...document.querySelectorAll(selector)][word === "previous" ? "findLast" : "find"](isThere);
}

// A root that came without us: what brought it has told htmx about it.
function note() {
  for (const { root } of core.components.values()) if (!known.has(root)) look(root, () => {});
}

/** Hands to `use` what htmx has not read yet, or not as it is now: the outermost element of what is new. */
function look(root, use) {
  const used = new Set();
  for (const element of [root, ...root.querySelectorAll("*")]) {
    const [before, now] = [known.get(element), wiring(element)];
    if (before === now) continue;
    known.set(element, now);
    if (!used.has(element.parentNode)) use(element, before !== undefined);
    used.add(element);
  }
}

// What htmx reads when it starts with an element, and not when it sends.
const wiring = (element) =>
  String([...element.attributes].filter(({ name }) => /^(data-)?hx-(?!vals)/.test(name)).map(({ name, value }) => [name, value]));

const process = (element, isAgain) => window.htmx?.process(element, isAgain);

// htmx 2 keeps a copy of the page that is left; nothing waits in it when it is shown again.
function eraseMarks() {
  for (const { changes, marks } of core.components.values()) changes.quietly(() => marks.splice(0).reverse().forEach((undo) => undo()));
}
