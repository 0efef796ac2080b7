/**
 * Calls that wait: for the user to pause (`data-live-debounce`, models of text controls), or for their turn
 * (`data-live-throttle`). events.js schedules them; a timer, a later call of the same component or leaving the control
 * lets them go on to queue.js, oldest first.
 */
import { isConnected } from "./dom.js";
import { enqueue } from "./queue.js";

const lastAt = new WeakMap(); // element -> when its last throttled call went on

/** Queues the call after `delayMs` without another of its kind, and `intervalMs` after the one before at the earliest. */
export function schedule(component, call, delayMs, intervalMs) {
  const freeAt = (intervalMs && lastAt.get(call.element) + intervalMs) || 0;
  const waitMs = Math.max(delayMs, freeAt - performance.now());
  if (waitMs > 0) {
    component.pending = component.pending.filter((other) => !isSame(other, call)).concat(call);
    call.timer = setTimeout(() => flushPending(component, (other) => other.at <= call.at), waitMs);
  } else {
    flushPending(component);
    go(component, call);
  }
}

/** Queues the pending calls that `isDue` names (all, if not given) and whose element is still there. */
export function flushPending(component, isDue = () => true) {
  const due = component.pending.filter(isDue);
  component.pending = component.pending.filter((call) => !due.includes(call));
  for (const call of due) {
    clearTimeout(call.timer);
    if (isConnected(call.target)) go(component, call);
  }
}

function go(component, call) {
  lastAt.set(call.element, performance.now());
  enqueue(component, call);
}

const isSame = (one, other) => one.target === other.target && one.type === other.type && one.event === other.event;
