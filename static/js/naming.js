// Names completed while one writes « @ » or « # »: a list above the field, by keyboard, mouse or finger. Without this
// file one types the name by hand.

const WAIT = 120; // milliseconds after the last letter
const BEGUN = /(?:^|[\s(«"'])([@#][\p{L}\p{N}][\p{L}\p{N}’' -]{0,39}|[@#][\p{L}\p{N}])$/u;

let box, field, begun = "", timer, turn = 0;

function open(names) {
  close();
  if (!names.length) return;
  box = document.createElement("ul");
  box.id = `${field.id}-names`;
  box.className = "names";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", field.form.dataset.names);
  names.forEach(({ write, name, what }, n) => {
    const option = document.createElement("li");
    option.id = `${box.id}-${n}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.write = write;
    const kind = document.createElement("small");
    kind.textContent = what;
    option.append(name, " ", kind);
    box.append(option);
  });
  box.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault(); // the field keeps the focus
    if (option) take(option);
  });
  field.before(box); // the form keeps to the bottom of the page: it grows upwards
  // A text of several lines is no combobox to ARIA: it stays a text box whose list is pointed at.
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-controls", box.id);
  choose(box.firstElementChild);
  field.scrollIntoView({ block: "nearest" });
}

function close() {
  box?.remove();
  box = null;
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
}

const chosen = () => box.querySelector("[aria-selected=true]");

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function take(option) {
  const at = field.selectionStart;
  const before = field.value.slice(0, at - begun.length) + option.dataset.write;
  const after = field.value.slice(at);
  field.value = `${before}${/^[\s,.;:!?)]/.test(after) ? "" : " "}${after}`;
  field.selectionStart = field.selectionEnd = before.length + (/^\s/.test(after) || !after ? 1 : 0);
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function ask() {
  const mine = turn += 1;
  const before = field.value.slice(0, field.selectionStart);
  const found = BEGUN.exec(before.slice(-60));
  if (!found) return close();
  begun = found[1];
  let names = [];
  try {
    const answer = await fetch(`${field.form.dataset.namesFrom}?${new URLSearchParams({ q: begun })}`);
    if (answer.ok) ({ names } = await answer.json());
  } catch { /* one types the name by hand */ }
  if (mine === turn && document.activeElement === field) open(names);
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("form[data-names-from] textarea")) return;
  field = event.target;
  clearTimeout(timer);
  const before = field.value.slice(0, field.selectionStart);
  if (BEGUN.test(before.slice(-60))) timer = setTimeout(ask, WAIT);
  else { turn += 1; close(); }
});

document.addEventListener("keydown", (event) => {
  if (!box || event.target !== field || event.isComposing) return;
  const options = [...box.children], at = options.indexOf(chosen());
  if (event.key === "ArrowDown") choose(options[(at + 1) % options.length]);
  else if (event.key === "ArrowUp") choose(options[(at || options.length) - 1]);
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") take(options[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
