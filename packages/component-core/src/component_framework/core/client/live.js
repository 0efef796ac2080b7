/**
 * The client's entry: starts a component for every live root in the page and stops it when its root goes.
 * Loaded by `<script type="module" data-live-client>` (or `defer`, never `async`: while the page is still being parsed,
 * its own nodes would look like additions of page scripts). Exports nothing, pages need only the attributes.
 *
 * A click's way, one file after the other: events.js (what was meant), fields.js (which values go along), pending.js
 * (now or later), queue.js (one message at a time), transport.js (there and back), answers.js (what came), update.js
 * (into the page), morph.js (node by node).
 */
import { components, syncComponents } from "./component.js";
import { noteDraft, noteEdit } from "./edits.js";
import { EVENTS, onEvent, onLeave } from "./events.js";
import { flushPending } from "./pending.js";

// Edits are noted on the way down, before any page script can stop the event.
document.addEventListener("beforeinput", noteDraft, true);
document.addEventListener("input", noteEdit, true);
document.addEventListener("change", onLeave, true);
document.addEventListener("focusout", onLeave, true);

// Events are handled on the way up, after page scripts had their chance to prevent them.
for (const type of EVENTS) document.addEventListener(type, onEvent);

// What was typed last is sent before the page goes.
addEventListener("pagehide", () => components.forEach((component) => flushPending(component)));

new MutationObserver(syncComponents).observe(document, { childList: true, subtree: true });
syncComponents();
