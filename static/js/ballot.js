// What a script adds to a ballot: dots are counted as they are laid, and options of a ranking move up and down.
// The fields are the ballot; everything here only writes in them.

const count = (field) => Math.max(0, Math.trunc(Number(field.value)) || 0);

function countDots(form) {
  const budget = Number(form.querySelector("[data-budget]")?.dataset.budget);
  const line = form.querySelector(".left-over");
  if (!budget || !line) return;
  const left = budget - [...form.querySelectorAll("[data-budget] input")].reduce((sum, field) => sum + count(field), 0);
  line.hidden = false;
  line.classList.toggle("over", left < 0);
  line.textContent = `${left < 0 ? line.dataset.over : line.dataset.left}\u00a0: ${Math.abs(left)}`;
}

// The options that have a rank, best first; those of one rank stand together.
function groups(list) {
  const ranked = new Map();
  for (const item of list.children) {
    const { value } = item.querySelector("select");
    if (value) ranked.set(Number(value), [...(ranked.get(Number(value)) ?? []), item]);
  }
  return [...ranked].sort(([a], [b]) => a - b).map(([, items]) => items);
}

function move(item, step) {
  const list = item.parentElement;
  const order = groups(list);
  const at = order.findIndex((group) => group.includes(item));
  if (at < 0) order.push([item]); // the first press, whichever way, gives it the next rank
  else if (order[at].length > 1) {
    order[at] = order[at].filter((other) => other !== item);
    order.splice(step < 0 ? at : at + 1, 0, [item]);
  } else if (order[at + step]) {
    [order[at], order[at + step]] = [order[at + step], order[at]];
  }
  order.forEach((group, n) => group.forEach((one) => { one.querySelector("select").value = String(n + 1); }));
  const here = document.activeElement;
  const rest = [...list.children].filter((other) => !order.flat().includes(other));
  list.append(...order.flat(), ...rest);
  here?.focus({ preventScroll: false });
  const said = item.closest("form").querySelector("[data-moved]");
  said.textContent = `${nameOf(item)}\u00a0: ${list.dataset.rank} ${item.querySelector("select").value}`;
}

const nameOf = (item) => {
  const label = item.querySelector("label").cloneNode(true);
  label.querySelector(".vh")?.remove();
  return label.textContent.trim();
};

function prepare(root) {
  for (const form of root.querySelectorAll("form[data-ballot]")) countDots(form);
  for (const list of root.querySelectorAll(".ranking:not([data-ready])")) {
    list.dataset.ready = "";
    for (const item of list.children) {
      const moves = document.createElement("div");
      moves.className = "moves";
      for (const [step, word, sign] of [[-1, list.dataset.up, "↑"], [1, list.dataset.down, "↓"]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "quiet small";
        button.textContent = sign;
        button.setAttribute("aria-label", `${word}\u00a0: ${nameOf(item)}`);
        button.addEventListener("click", () => move(item, step));
        moves.append(button);
      }
      item.append(moves);
    }
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-ballot]");
  if (form) countDots(form);
});
prepare(document);
// A part of the page that is read again brings a new form.
new MutationObserver(() => prepare(document)).observe(document.querySelector("main"), { childList: true });
