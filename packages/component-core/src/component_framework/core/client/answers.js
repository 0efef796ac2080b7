/**
 * Decides what a final answer means: an update for the page, a stale page, a refusal. Called by queue.js, which sends
 * nothing else meanwhile. Updates go on to update.js, stale pages to late/refresh.js, what is gone to late/over.js.
 */
import { announce, matches } from "./dom.js";
import { editedAt, groupOf } from "./edits.js";
import { runEffects } from "./effects.js";
import { use } from "./late.js";
import { showUpdate } from "./update.js";
import { followServer, isChoice } from "./values.js";

// Without a value an input's template does not say what the server has.
const RENDERED = "[value],[type=checkbox],select,textarea";

export async function settle(component, answer, sentAt) {
  const { status, code, update } = answer;
  // What is rendered round it may have taken it out of the page meanwhile; what it did is done all the same.
  if (component.isStopped) return runEffects(component, update?.effects);
  if (update) return applyUpdate(component, answer, sentAt);
  // Refused for a reason that has nothing to do with the values: the next message carries them again.
  if ([401, 403, 409, 410, 500].includes(status)) component.carried = valuesOnce(component.sent);
  if ([401, 410].includes(status)) {
    // What was clicked meanwhile was aimed at a page that is no more; what was typed was not.
    component.waiting = component.waiting.filter((call) => call.model);
    if (await refreshed(component, status)) return;
  }
  if (code === "not_found" && (await isGone(component))) return;
  refuse(component, answer);
}

async function applyUpdate(component, { status, update }, sentAt) {
  const calls = component.sent;
  component.sent = [];
  // The server knows a value as of when it was read for a call; for all others, as of when the message left.
  const readAt = new Map(calls.flatMap(({ controls = [], at }) => controls.map((control) => [control, at])));
  const keeps = (control) => editedAt(control) > (readAt.get(control) ?? sentAt);
  // What a form has handed in is the server's, unless it was refused; so is what an event found already set.
  const last = calls.findLastIndex(({ event }) => event);
  const isServers = (call, i) => call.submit || (i < last && call.model && matches(call.target, RENDERED));
  const submitted = status === 200 ? calls.filter(isServers).flatMap(({ controls }) => controls) : [];
  if (update.html) await showUpdate(component, update, { keeps, submitted });
  await runEffects(component, update.effects);
}

const refreshed = (component, status) => use("refresh").then((part) => part.refresh(component, status), () => false);
const isGone = (component) => use("over").then((part) => part.lose(component), () => false);

function valuesOnce(calls) {
  const values = calls.filter((call) => call.model && !call.wasCarried);
  for (const call of values) call.wasCarried = true;
  return values;
}

function refuse({ root, name, sent }, { status, code, errors }) {
  // A tick or a choice that did not come to pass is taken back; what was typed is not.
  for (const { controls = [], model, submit, at } of sent)
    for (const control of model || submit ? [] : controls)
      if (isChoice(control) && editedAt(control) <= at) groupOf(control).forEach(followServer);
  if (announce(root, "error", { status, code, errors }))
    console.error(`component-framework: ${name} was refused: ${status} ${code ?? ""}`, errors ?? "");
}
