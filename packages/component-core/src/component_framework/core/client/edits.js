/**
 * What the user has edited, and when: the clock behind "what was typed after the message left stays".
 * live.js feeds it with `input` and `beforeinput`; events.js stamps calls, answers.js and morph.js compare.
 */
let clock = 0;
const edits = new WeakMap(); // control -> its last edit

/** contenteditable -> the server's HTML that the user has written over */
export const drafts = new WeakMap();

export const tick = () => ++clock;
export const editedAt = (control) => edits.get(control) ?? 0;

export function noteEdit({ target }) {
  const now = tick();
  for (const control of groupOf(target)) {
    edits.set(control, now);
    // Once set, a radio no longer follows its attribute by itself.
    if (control !== target) control.checked = false;
  }
}

/** The control, and with a radio all of its group: picking one is an edit of them all. */
export const groupOf = (control) =>
  [...document.querySelectorAll("input[type=radio]"), control].filter(
    (other) => other === control || (control.type === "radio" && other.name === control.name && other.form === control.form),
  );

export function noteDraft({ target }) {
  if (target.isContentEditable && !drafts.has(target)) drafts.set(target, target.innerHTML);
}
