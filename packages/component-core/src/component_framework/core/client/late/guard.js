/**
 * Asks before a form with `data-live-guard="Leave without saving?"` is left while it differs from what the server has.
 * late/navigate.js asks before visits, by late/confirm.js; before all else that leaves the page the browser does.
 */
let core;
let isUnsaved; // of a control
let letGo; // what has been asked about or submitted, until somebody edits again

export async function start(given) {
  core = given;
  ({ isUnsaved } = await core.use("dirty"));
  Object.assign(core, { unsaved, letGo: () => (letGo = true) });
  addEventListener("submit", (event) => event.defaultPrevented || (letGo = event.target));
  for (const type of ["input", "change", "pageshow"]) addEventListener(type, () => (letGo = undefined), true);
  addEventListener("beforeunload", (event) => letGo !== true && unsaved(letGo) && event.preventDefault());
}

/** The first guarded form that would be lost; not `own`, which is on its way. */
function unsaved(own) {
  const isLost = (form) => form !== own && [...core.controlsOf(form)].some((one) => one.matches("input,select,textarea") && isUnsaved(one));
  return [...document.querySelectorAll("form[data-live-guard]")].find(isLost);
}
