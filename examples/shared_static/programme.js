// Stands for a third party's drawing: it puts what it likes into its element, and draws again when its data changes.
const SVG = "http://www.w3.org/2000/svg";

function draw(element) {
  const lengths = element.dataset.lengths.split(" ").filter(Boolean).map(Number);
  const all = lengths.reduce((sum, one) => sum + one, 0);
  const svg = element.querySelector("svg") ?? element.appendChild(document.createElementNS(SVG, "svg"));
  svg.setAttribute("viewBox", `0 0 ${all || 1} 10`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `Minutes: ${lengths.join(", ") || "none"}`);
  let x = 0;
  svg.replaceChildren(
    ...lengths.map((length) => {
      const bar = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries({ x, y: 0, width: length, height: 10 })) bar.setAttribute(name, value);
      x += length;
      return bar;
    }),
  );
}

const observer = new MutationObserver((changes) => changes.forEach(({ target }) => draw(target)));
start();
document.addEventListener("live:navigated", start); // this file runs once, also when its page is shown again

function start() {
  for (const element of document.querySelectorAll(".drawing")) {
    draw(element);
    observer.observe(element, { attributeFilter: ["data-lengths"] });
  }
}
