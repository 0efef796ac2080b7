/**
 * One message in flight for each component. pending.js hands calls in; those that come while a message is under way
 * wait and leave together in the next, with the newest snapshot. transport.js brings the answer, answers.js settles it.
 */
import { settle } from "./answers.js";
import { drawMarks } from "./busy.js";
import { tick } from "./edits.js";
import { started } from "./late.js";
import { deliver } from "./transport.js";

const MAX_CALLS = 50;
const RUN = crypto.getRandomValues(new Uint32Array(4)).join("-");
let sequence = 0;

export function enqueue(component, call) {
  const { sent, waiting } = component;
  const isTwin = (other) => other.element === call.element && other.type === call.type;
  if (call.drop && [...sent, ...waiting].some(isTwin)) return;
  // A value that still waits is overtaken by a newer one.
  if (call.model && waiting.at(-1)?.model && isTwin(waiting.at(-1))) waiting.pop();
  waiting.push(call);
  if (!call.poll && sent.length && sent.every(({ poll }) => poll === true)) component.abandon.abort();
  drawMarks(component);
  sendWaiting(component);
}

async function sendWaiting(component) {
  if (component.isSending) return;
  component.isSending = true;
  // What happens in one tick leaves together; and not before late/nest.js has told what is nested, which is sent anew else.
  await (component.extra ?? started.get("nest")?.catch(() => {}));
  while (component.waiting.length && !component.isStopped) {
    component.sent = takeCalls(component);
    component.abandon = new AbortController();
    const sentAt = tick();
    const answer = await deliver(component, composeMessage(component), component.abandon.signal);
    if (answer) await settle(component, answer, sentAt).catch(reportError);
    if (component.isStopped) return;
    component.sent = [];
    drawMarks(component);
  }
  component.isSending = false;
}

function takeCalls({ carried, waiting }) {
  const values = carried.splice(0);
  return [...values, ...waiting.splice(0, MAX_CALLS - values.length)];
}

function composeMessage(component) {
  const { name, id, state, sent } = component;
  const calls = sent.map(({ event, payload, fields, query, told }) => ({ event, payload, fields, query, told }));
  return {
    type: "component_event",
    component: name,
    component_id: id,
    ...(calls.length > 1 ? { calls } : calls[0]),
    state,
    ...component.extra?.(), // late/nest.js
    key: `${RUN}:${++sequence}`,
  };
}
