// Two manners of the todo list that HTML alone does not have. The page works without them.

// A submitted title is on its way: its field is free for the next one. The window hears of it after the framework's
// client, which has read the title by then. A title that is refused comes back with the answer.
window.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-live-submit=add]")) target.elements.title.value = "";
});

// Where the focus is: a row, the place in it, and the rows that may take over, nearest first.
let seat;
document.addEventListener("focusin", ({ target }) => {
  const row = target.closest("li[data-key]");
  const rows = row && [...row.parentElement.children];
  const at = rows?.indexOf(row);
  seat = row && { row, place: controls(row).indexOf(target), near: [...rows.slice(at + 1), ...rows.slice(0, at).reverse()] };
});

// The row with the focus is gone (deleted, or filtered out): the focus goes to the same place in the nearest row.
document.addEventListener("live:update", ({ target: root }) => {
  if (!seat || seat.row.isConnected || document.activeElement !== document.body) return;
  const next = seat.near.find((row) => row.isConnected);
  (next ? controls(next)[seat.place] : root.querySelector("#todo-new"))?.focus();
});

const controls = (row) => [...row.querySelectorAll("input, button")];
