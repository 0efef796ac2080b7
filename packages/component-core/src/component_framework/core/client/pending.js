/**
 * Calls that wait for the user to pause (`data-live-debounce`, models of text controls). events.js schedules them, a
 * timer, a later call of the same component or leaving the control lets them go on to queue.js, oldest first.
 */
import { isConnected } from "./dom.js";
import { enqueue } from "./queue.js";

/** Queues the call after `delayMs` without another of its kind; at once, behind what is pending, without a delay. */
export function schedule(component, call, delayMs) {
  if (!delayMs) {
    flushPending(component);
    return enqueue(component, call);
  }
  component.pending = component.pending.filter((other) => !replaces(call, other));
  component.pending.push(call);
  call.timer = setTimeout(() => flushPending(component, (other) => other.at <= call.at), delayMs);
}

/** Queues the pending calls that `isDue` names (all, if not given) and whose element is still there. */
export function flushPending(component, isDue = () => true) {
  const due = component.pending.filter(isDue);
  component.pending = component.pending.filter((call) => !due.includes(call));
  for (const call of due) {
    clearTimeout(call.timer);
    if (isConnected(call.target)) enqueue(component, call);
  }
}

function replaces(call, other) {
  const same = call.target === other.target && call.type === other.type && call.event === other.event;
  if (same) clearTimeout(other.timer);
  return same;
}
