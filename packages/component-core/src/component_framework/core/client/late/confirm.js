/**
 * Asks before a call goes out (`data-live-confirm`). Called by events.js. A page replaces the browser's own question by
 * a `<dialog data-live-confirm-dialog>`, or by a listener for `live:confirm` that prevents the default and answers.
 */
let core;

export function start(given) {
  core = given;
}

/** A promise of the answer. */
export function confirmed(element, message) {
  return new Promise((answer) => {
    if (!core.announce(element, "confirm", { message, answer })) return;
    const dialog = document.querySelector("dialog[data-live-confirm-dialog]");
    if (!dialog) return answer(confirm(message));
    (dialog.querySelector("[data-live-confirm-message]") ?? dialog).textContent = message;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}
