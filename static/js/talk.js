// What stands under messages: which signs and answers are mine, the signs one may put, and what links to our own
// pages lead to. What a message shows is the same for everybody; this file only says « you » where it is you.

const { person } = document.documentElement.dataset;
const form = document.getElementById("act");

// --- What is mine ----------------------------------------

function mark(root) {
  if (!person) return;
  for (const element of root.querySelectorAll("[data-people]")) {
    const mine = element.dataset.people.split(" ").includes(person);
    element.classList.toggle("mine", mine);
    if (element.matches("button")) element.setAttribute("aria-pressed", mine);
  }
}

// --- Signs and one-line votes ----------------------------

async function act(url, data, { id, dataset: { part } }, stream) {
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: data, headers: { "HX-Request": "true" } });
  } catch { return; }
  if (answer.ok) {
    if (!stream) return location.reload();
    if (document.documentElement.dataset.live !== "on") {
      document.dispatchEvent(new CustomEvent("palabre:changed", { detail: { stream, part } }));
    }
    return;
  }
  const message = document.getElementById(id); // it may have been told anew meanwhile
  const template = document.createElement("template");
  template.innerHTML = (await answer.text()).trim();
  const notice = template.content.firstElementChild;
  if (!notice || !message) return;
  message.querySelector(":scope > div > .notice")?.remove();
  message.querySelector(":scope > div").append(notice);
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const message = button?.closest(".msg[data-part]");
  if (event.target !== form || !message) return;
  event.preventDefault();
  const stream = message.closest("[data-stream]")?.dataset.stream;
  const data = new FormData();
  data.set(button.name, button.value);
  if (button.name === "sign") data.set("on", button.getAttribute("aria-pressed") === "true" ? "0" : "1");
  const url = button.formAction;
  closePicker();
  act(url, data, message, stream);
});

// The signs one may put, under the message whose link asked for them.
let picker;
function closePicker() {
  picker?.remove();
  picker = null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-react]");
  const all = document.querySelector("template[data-signs]");
  if (!link || !all || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const message = link.closest(".msg");
  const again = picker && message.contains(picker);
  closePicker();
  if (again) return;
  picker = all.content.firstElementChild.cloneNode(true);
  for (const button of picker.querySelectorAll("button")) {
    button.formAction = `/messages/${link.dataset.react}/react/`;
    const there = message.querySelector(`.signs button[value="${button.value}"]`);
    button.setAttribute("aria-pressed", there?.classList.contains("mine") ?? false);
  }
  message.querySelector(":scope > div").append(picker);
  picker.querySelector("button").focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !picker?.contains(document.activeElement)) return;
  const link = picker.closest(".msg").querySelector("a[data-react]");
  closePicker();
  link?.focus();
});

// --- Links that unfold -----------------------------------

const MOST = 20; // asked about at once
const EACH = 3; // cards under one message
const cards = new Map(); // link -> the promise of its card, or of nothing
let wanted = new Map(), soon;

function cardOf(link) {
  if (!cards.has(link)) {
    cards.set(link, new Promise((found) => wanted.set(link, found)));
    soon ??= setTimeout(askForCards, 50);
  }
  return cards.get(link);
}

async function askForCards() {
  const asked = [...wanted];
  wanted = new Map();
  soon = null;
  for (let from = 0; from < asked.length; from += MOST) {
    const some = asked.slice(from, from + MOST);
    const query = new URLSearchParams(some.map(([link]) => ["url", link]));
    const template = document.createElement("template");
    try {
      const answer = await fetch(`/unfold/?${query}`, { headers: { "HX-Request": "true" } });
      if (answer.status === 200) template.innerHTML = await answer.text();
    } catch { /* a link stays a link */ }
    const found = new Map([...template.content.querySelectorAll("[data-link]")].map((card) => [card.dataset.link, card]));
    some.forEach(([link, tell]) => tell(found.get(link)));
  }
}

// Only a bare link to a page of ours, which is all that its words say.
function unfold(body) {
  const bare = [...body.querySelectorAll("a[href]:not(.mention)")].filter((link) =>
    link.origin === location.origin && link.href.length < 500 && link.pathname !== location.pathname
    && [link.href, link.href.replace(/^https?:\/\//, "")].includes(link.textContent.trim()));
  const links = [...new Set(bare.map((link) => link.href))].slice(0, EACH);
  for (const link of links) {
    cardOf(link).then((card) => {
      if (card && body.isConnected && !body.querySelector(`[data-link="${CSS.escape(link)}"]`)) body.append(card.cloneNode(true));
    });
  }
}

// --- Start: what is there, and what comes ----------------

function look(root) {
  mark(root);
  const own = root.closest?.(".msg");
  for (const body of root.querySelectorAll(".msg .body")) unfold(body);
  if (own === root) root.querySelectorAll(".body").forEach(unfold);
}

look(document);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE && !node.matches(".unfolded")) look(node);
  }
}).observe(document.getElementById("main"), { childList: true, subtree: true });
