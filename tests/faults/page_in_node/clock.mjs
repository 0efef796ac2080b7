/** Timers of a clock that goes on only when it is told to. */
let now = 0;
let timers = [];
let last = 0;

export const performance = { now: () => now };

export function setTimeout(call, ms = 0, ...given) {
  timers.push({ id: ++last, at: now + Math.max(Number(ms) || 0, 0), call: () => call(...given) });
  return last;
}

export function clearTimeout(id) {
  timers = timers.filter((timer) => timer.id !== id);
}

/** Forgets all timers. */
export const reset = () => (timers = []);

/** Milliseconds until the next timer, null without one. */
export const next = () => (timers.length ? Math.min(...timers.map(({ at }) => at)) - now : null);

/** Lets so much time pass, and calls the timers of that time in their order; `settled` is awaited after each. */
export async function advance(ms, settled) {
  const end = now + ms;
  while (timers.length && now + next() <= end) {
    const due = timers.reduce((one, other) => (other.at < one.at ? other : one));
    now = due.at;
    clearTimeout(due.id);
    due.call();
    await settled();
  }
  now = end;
}
