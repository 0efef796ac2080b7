/**
 * Asks before a call goes out (`data-live-confirm`). Called by events.js. A page replaces the browser's own question by
 * a `<dialog data-live-confirm-dialog>`, or by a listener for `live:confirm` that prevents the default and answers.
 */
const asked = new Set(); // elements whose question is not answered yet

/** Calls `proceed` if the answer is yes. An element that is being asked about already is not asked about twice. */
export async function ask(element, message, proceed) {
  if (asked.has(element)) return;
  asked.add(element);
  try {
    if ((await answerTo(element, message)) === true) proceed();
  } finally {
    // Not before the clicks are dropped that waited for this part with the first.
    setTimeout(() => asked.delete(element));
  }
}

function answerTo(element, message) {
  return new Promise((answer) => {
    const event = new CustomEvent("live:confirm", { bubbles: true, cancelable: true, detail: { message, answer } });
    if (!element.dispatchEvent(event)) return;
    const dialog = document.querySelector("dialog[data-live-confirm-dialog]");
    if (!dialog) return answer(confirm(message));
    const place = dialog.querySelector("[data-live-confirm-message]");
    if (place) place.textContent = message;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}
