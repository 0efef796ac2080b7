/**
 * The client's entry: starts a component for every live root in the page and stops it when its root goes.
 * Loaded by `<script type="module" data-live-client>` (or `defer`, never `async`: while the page is still being parsed,
 * its own nodes would look like additions of page scripts). Pages need only the attributes; their own scripts find
 * `window.live` (docs/attributes.md, "Page scripts").
 *
 * A click's way, one file after the other: events.js (what was meant), fields.js (which values go along), pending.js
 * (now or later), queue.js (one message at a time), transport.js (there and back), answers.js (what came), update.js
 * (into the page), morph.js (node by node). What few pages need is in late/, see late.js.
 */
import { drawMarks, mark, markClasses, moreMarks } from "./busy.js";
import { componentAt, components, onSync, sync } from "./component.js";
import { setConnection, showConnection } from "./connection.js";
import { attr, closest, controlsOf, findAll, ROOT } from "./dom.js";
import { editedAt, noteDraft, noteEdit } from "./edits.js";
import { act, callOf, EVENTS, onEvent, onHtmx, onLeave, send } from "./events.js";
import { formFields } from "./fields.js";
import { parseHtml, trusted } from "./html.js";
import { findParts, provide, use } from "./late.js";
import { flushPending } from "./pending.js";
import { line } from "./transport.js";
import { showRoot, showUpdate } from "./update.js";
import { isUnsaved } from "./values.js";

const hooks = {}; // what page scripts want to do with elements, by name; late/hook.js calls them
provide({
  act, attr, callOf, closest, componentAt, components, controlsOf, drawMarks, editedAt, findAll, flushPending, formFields, hooks,
  isUnsaved, line, mark, markClasses, moreMarks, onSync, parseHtml, ROOT, send, showRoot, showUpdate,
  trusted, use,
});
window.live = {
  /** Sends an event to the component that the element belongs to. */
  send: (element, event, payload) => send(callOf(element, event, { type: "script", payload })),
  /** Has `mounted`, `updated` and `removed` called for elements with `data-live-hook="name"`. */
  hook: (name, functions) => {
    hooks[name] = functions;
    sync();
  },
};

// Edits are noted on the way down, before any page script can stop the event.
document.addEventListener("beforeinput", noteDraft, true);
document.addEventListener("input", noteEdit, true);
document.addEventListener("change", onLeave, true);
document.addEventListener("focusout", onLeave, true);

// Events are handled on the way up, after page scripts had their chance to prevent them.
for (const type of EVENTS) document.addEventListener(type, onEvent);
for (const type of ["htmx:configRequest", "htmx:config:request"]) document.addEventListener(type, onHtmx); // htmx 2 and 4

// What was typed last is sent before the page goes.
addEventListener("pagehide", () => components.forEach((component) => flushPending(component)));
for (const type of ["online", "offline"]) addEventListener(type, () => setConnection(type));

onSync.push(findParts, showConnection);
// An update also gives attributes to elements that were there before: its snapshot tells.
new MutationObserver(sync).observe(document, { childList: true, subtree: true, attributeFilter: ["data-live-state"] });
sync();
