/**
 * Asks before a call goes out (`data-live-confirm`). Called by events.js. A page replaces the browser's own question by
 * a `<dialog data-live-confirm-dialog>`, or by a listener for `live:confirm` that prevents the default and answers.
 */
/** A promise of the answer. */
export function confirmed(element, message) {
  return new Promise((answer) => {
    const event = new CustomEvent("live:confirm", { bubbles: true, cancelable: true, detail: { message, answer } });
    if (!element.dispatchEvent(event)) return;
    const dialog = document.querySelector("dialog[data-live-confirm-dialog]");
    if (!dialog) return answer(confirm(message));
    (dialog.querySelector("[data-live-confirm-message]") ?? dialog).textContent = message;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}
