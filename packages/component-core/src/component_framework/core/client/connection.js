/**
 * Shows the page whether the server can be reached: `data-live-connection` on `<html>`, `data-live-offline` elements,
 * the event `live:connection`. transport.js tells what it met, live.js what the browser says.
 */
import { announce, findAll, setAttr } from "./dom.js";

let state = "online";

/** `now`: "online" or "offline". */
export function setConnection(now) {
  if (state === now) return;
  state = now;
  showConnection();
  announce(document, "connection", { state });
}

/** Also for elements that have just come into the page. */
export function showConnection() {
  const html = document.documentElement;
  setAttr(html, "data-live-connection", state);
  for (const hint of findAll(html, "[data-live-offline]")) hint.hidden = state === "online";
}
