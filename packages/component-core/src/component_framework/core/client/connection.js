/**
 * Shows the page whether the server can be reached: `data-live-connection` on `<html>`, `data-live-offline` elements,
 * the event `live:connection`. transport.js tells what it met, live.js what the browser says.
 */
import { announce, findAll, setAttr } from "./dom.js";

let isOnline = true;

export function setOnline(isReached) {
  if (isOnline === isReached) return;
  isOnline = isReached;
  showConnection();
  announce(document, "connection", { state: isOnline ? "online" : "offline" });
}

/** Also for elements that have just come into the page. */
export function showConnection() {
  const html = document.documentElement;
  setAttr(html, "data-live-connection", isOnline ? "online" : "offline");
  for (const hint of findAll(html, "[data-live-offline]")) hint.hidden = isOnline;
}
