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
  edits.set(target, now);
  // Picking one radio is an edit of its group. Once set, a radio no longer follows its attribute by itself.
  if (target.type === "radio")
    for (const radio of document.querySelectorAll("input[type=radio]"))
      if (radio.name === target.name && radio.form === target.form) {
        edits.set(radio, now);
        radio.checked = radio === target;
      }
}

export function noteDraft({ target }) {
  if (target.isContentEditable && !drafts.has(target)) drafts.set(target, target.innerHTML);
}
