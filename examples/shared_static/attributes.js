// The page's own script for three of the attributes page's examples. It runs after the framework's client.

// data-live-on: an event of the page's own. Its detail becomes the handler's arguments.
document.addEventListener("click", ({ target }) => {
  if (!target.matches("[data-dice]")) return;
  const eyes = 1 + Math.floor(Math.random() * 6);
  target.dispatchEvent(new CustomEvent("dice-rolled", { bubbles: true, detail: { eyes } }));
});

// data-live-hook: bars as tall as the server says, each a button that tells it which one was picked.
live.hook("chart", {
  mounted(chart, { send }) {
    chart.addEventListener("click", ({ target }) => {
      if (target.matches("button")) send("pick", { height: Number(target.textContent) });
    });
    draw(chart);
  },
  updated: draw,
  removed() {},
});

function draw(chart) {
  chart.replaceChildren(...chart.dataset.bars.trim().split(/\s+/).map(bar));
}

function bar(height) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = height;
  button.style.height = `${Number(height) + 2}rem`; // CSSOM is no inline style: the policy lets it through
  return button;
}

// window.live: a script sends an event, and hears what the server emits.
document.addEventListener("click", ({ target }) => {
  if (target.matches("[data-say]")) live.send(target, "hear", { words: target.dataset.say });
});
document.addEventListener("example-heard", ({ target: root, detail }) => {
  root.querySelector(".log").textContent = `The server heard ${detail.letters} letters.`;
});
