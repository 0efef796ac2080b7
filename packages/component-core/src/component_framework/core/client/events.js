/**
 * Turns DOM events into calls: a click's first stop. live.js registers `onEvent`, `onLeave` and `onHtmx` on the document.
 *
 * A call is what one event asks of the server, and what has to be known when its answer comes:
 *   event, payload, fields   what goes on the wire; without `event` it only sets fields (a model's call)
 *   element, type, target    the element with the attribute, the DOM event, and where that happened
 *   controls, at             the controls whose values it carries, and when they were read
 *   model, submit, drop      sets a field only; comes from a form; is dropped while an equal one is under way
 *   poll                     asked for by nobody: not shown as busy; if true, given up when somebody asks for something
 */
import { componentAt } from "./component.js";
import { attr, closest, contains, controlsOf, isConnected, isElement, matches } from "./dom.js";
import { tick } from "./edits.js";
import { argumentFields, controlFields, formFields, isTextControl } from "./fields.js";
import { use } from "./late.js";
import { flushPending, schedule } from "./pending.js";

/** The DOM events that `data-live-<event>` may name on every page; late/on.js hears the others. */
export const EVENTS = ["click", "submit", "input", "change"];

const MODEL_DELAY_MS = 150;
const done = new WeakSet(); // elements whose only event has happened

export function onEvent(event) {
  const { target, type } = event;
  if (event.defaultPrevented || !isElement(target) || closest(target, ":disabled:not(fieldset)")) return;
  setModel(type, target);
  const element = closest(target, `[data-live-${type}]`);
  if (element) act(event, element, live(element, type));
}

/** A control is left, or its value is final: what waits for more typing in it has waited long enough. */
export function onLeave({ target, type }) {
  const component = isElement(target) && componentAt(target);
  // Not at once: a control that is being removed is left, too.
  if (component) queueMicrotask(() => flushPending(component, (call) => call.target === target && call.type !== type));
}

/** What htmx is about to send for an element with `data-live-htmx` goes through the component's queue instead. */
export function onHtmx(event) {
  if (event.defaultPrevented || !has(event.target, "htmx")) return;
  event.preventDefault();
  use("htmx").then((part) => part.take(event));
}

/** Has `element` call the handler because of `event`, as far as its attributes want that. */
export function act(event, element, handler, payload) {
  if (!componentAt(element) || !isMeant(event, element)) return;
  const isClick = event.type === "click";
  const link = isClick && closest(element, "a[href],area[href]");
  if (link && (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) return;
  if (link || (isClick && submitsForm(element)) || event.type === "submit" || has(element, "prevent")) event.preventDefault();
  const call = readCall(event, element, handler, payload);
  const question = live(element, "confirm");
  if (question === null) send(call);
  else use("confirm").then((part) => part.ask(element, question, () => send(call)));
}

/** Queues a call; models of text controls wait for a pause. */
export function send(call, delayMs = 0) {
  const component = componentAt(call.element);
  const number = (name, fallback) => Number(live(call.element, name) ?? fallback);
  if (component && isConnected(call.element)) schedule(component, call, number("debounce", delayMs), number("throttle"));
}

const live = (element, word) => attr(element, "data-live-" + word);
const has = (element, word) => live(element, word) !== null;

function setModel(type, target) {
  const name = live(target, "model");
  const isText = isTextControl(target);
  if (!name || type !== (isText ? "input" : "change")) return;
  const own = controlFields(target, name);
  if (own.fields) send({ element: target, target, type, at: tick(), model: true, ...own }, isText ? MODEL_DELAY_MS : 0);
}

function isMeant({ target }, element) {
  if (has(element, "self") && target !== element) return false;
  return !has(element, "once") || (!done.has(element) && done.add(element));
}

// A button without a form has no default to prevent but its popover or dialog.
const submitsForm = (element) => matches(element, "button,input") && /^(submit|image)$/.test(element.type) && element.form;

function readCall(event, element, handler, payload) {
  const { target, type, submitter } = event;
  const submit = type === "submit";
  const drop = (live(element, "busy") ?? (submit ? "drop" : "queue")) === "drop";
  const own = submit ? formFields(new FormData(target, submitter), controlsOf(target)) : isOwnText(event, element) ? controlFields(target, attr(target, "name")) : {};
  return { ...callOf(element, handler, { type, payload, own }), target, submit, drop };
}

/** A call of `element` for the handler ("" to be rendered again), with its arguments; `own`: what controls bring along. */
export function callOf(element, handler, { type, payload, own = {} }) {
  const fields = { ...own.fields, ...argumentFields(element) };
  return {
    element,
    type,
    target: element,
    event: handler || undefined,
    // As it is now. What JSON cannot hold throws here, not where the queue would stand still.
    payload: JSON.parse(payload ? JSON.stringify(payload) : live(element, "args")) ?? undefined,
    fields: Object.keys(fields).length ? fields : undefined,
    controls: own.controls,
    at: tick(),
  };
}

// A control's input and change are heard by whatever is round it; a key or the focus is its own affair.
const isOwnText = ({ target, type }, element) => target === element ? type !== "click" : /^(input|change)$/.test(type) && contains(element, target);
