// htmx 2 drops an event that waits, if the answer before it replaces the element that it came from. Here an event of a
// live component waits until the answer is in the page, and is then given to the new element in the same place.
const busy = new Set(); // ids of the components that have a request under way
const waiting = new Map(); // id -> events that wait, oldest first

const senders = (root) => [...root.querySelectorAll("[hx-post]")];

document.addEventListener("htmx:confirm", (event) => {
  const { elt, triggeringEvent } = event.detail;
  const root = elt.closest("[data-live]");
  if (!root || !busy.has(root.id)) return;
  event.preventDefault();
  const others = waiting.get(root.id) ?? [];
  waiting.set(root.id, [...others, { place: senders(root).indexOf(elt), type: triggeringEvent.type }]);
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target.matches("[data-live]")) busy.add(detail.target.id);
});

document.addEventListener("htmx:afterSettle", ({ target: root }) => {
  if (!busy.delete(root.id)) return;
  const next = waiting.get(root.id)?.shift();
  const element = next && senders(root)[next.place];
  if (element) htmx.trigger(element, next.type);
});

// Refused, or never answered: what waited was meant for a page that did not come.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful || !busy.delete(detail.target.id)) return;
  waiting.delete(detail.target.id);
});
