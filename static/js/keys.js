// Keyboard shortcuts, listed on « ? » and at /keys/. They are off while one writes, and for whoever turned them off.

const OFF = "keys-off";
const isOff = () => { try { return localStorage.getItem(OFF) !== null; } catch { return false; } };
const reduced = window.matchMedia("(prefers-reduced-motion: reduce)");
let before = "", dialog;

const messages = () => [...document.querySelectorAll(".messages [data-n]")];

function go(element, block = "center") {
  if (!element) return;
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block, behavior: reduced.matches ? "auto" : "smooth" });
}

// From the message one stands on; from nowhere, the last one in sight.
function step(by) {
  const all = messages(), at = all.indexOf(document.activeElement?.closest?.("[data-n]"));
  if (at >= 0) return go(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  const shown = all.filter((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  go(shown.at(-1) ?? all.at(-1));
}

function answer() {
  const here = document.activeElement?.closest?.("[data-n]") ?? messages().at(-1);
  here?.querySelector("a[data-answer]")?.click();
}

function write() {
  document.querySelector(".composer [name=body]")?.focus();
}

function search() {
  const field = document.querySelector("[data-search] input[type=search]");
  field?.focus();
  field?.select();
}

const newest = () => go(messages().at(-1));

function unread() {
  const line = document.getElementById("unread");
  if (line) go(line, "start"); else document.querySelector("a[data-first-unread]")?.click();
}

const acts = {
  j: () => step(1), k: () => step(-1), n: unread, e: newest, r: answer, c: write, "/": search, "?": list,
  "g h": () => location.assign("/"), "g u": () => location.assign("/unread/"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isOff()) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]")) return;
  const act = acts[`${before} ${event.key}`] ?? (before ? null : acts[event.key]);
  before = event.key === "g" && !before ? "g" : "";
  if (before) return void setTimeout(() => { before = ""; }, 1500);
  if (!act) return;
  event.preventDefault();
  act();
});

// --- The list --------------------------------------------

async function list() {
  const link = document.querySelector("a[data-keys]");
  if (!dialog) {
    let html;
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
      if (!answer.ok) throw answer;
      html = await answer.text();
    } catch { return location.assign(link.href); }
    dialog = document.createElement("dialog");
    dialog.className = "keys-dialog";
    dialog.setAttribute("aria-labelledby", "keys-title");
    const title = document.createElement("h2");
    title.id = "keys-title";
    title.textContent = link.textContent;
    const form = document.createElement("form");
    form.method = "dialog";
    const close = document.createElement("button");
    close.className = "quiet";
    close.textContent = link.dataset.close;
    form.append(close);
    dialog.append(title);
    dialog.insertAdjacentHTML("beforeend", html);
    dialog.append(form);
    document.body.append(dialog);
    choose(dialog);
  }
  if (!dialog.open) dialog.showModal();
}

function choose(root) {
  for (const line of root.querySelectorAll("[data-keys-choice]")) {
    const box = line.querySelector("input");
    box.checked = !isOff();
    box.addEventListener("change", () => {
      try { if (box.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, ""); } catch { /* no storage */ }
    });
    line.hidden = false;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-keys]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || location.pathname === "/keys/") return;
  event.preventDefault();
  list();
});
choose(document);
