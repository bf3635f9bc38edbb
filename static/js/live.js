// The live page: one socket that only listens. What is the same for everyone arrives as HTML; what differs by person
// is fetched from the page's own address. Every path also works without this file.

const streams = new Map(); // "thread:12" -> {cursor}
const state = document.querySelector("[data-link-state]");
let socket, attempts = 0, wasLost = false, closedForGood = false;

// --- The socket -------------------------------------------------------------------------------------

function connect() {
  if (!streams.size || closedForGood) return;
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live/`);
  socket.onopen = () => streams.forEach((stream, name) => send({ join: name, cursor: stream.cursor }));
  socket.onmessage = (event) => hear(JSON.parse(event.data));
  socket.onclose = (event) => {
    if (event.code === 4403) { closedForGood = true; return location.reload(); }
    if (event.code >= 4400) { closedForGood = true; return; }
    wasLost = true;
    say(navigator.onLine ? "reconnecting" : "offline");
    attempts += 1;
    setTimeout(connect, Math.min(500 * 2 ** attempts, 15000) * (0.6 + Math.random() * 0.8));
  };
}

function send(frame) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function say(word) {
  if (!state) return;
  state.textContent = state.dataset[word] || "";
  state.hidden = !word;
  if (word === "back") setTimeout(() => { state.hidden = true; }, 2500);
}

function hear(frame) {
  const stream = streams.get(frame.stream);
  if (!stream) return;
  if (frame.typing) return showTyping(frame);
  if (frame.reload) return location.reload();
  if (frame.joined) {
    attempts = 0;
    document.documentElement.dataset.live = "on";
    if (wasLost) { wasLost = false; say("back"); }
  }
  if (frame.part) change(frame);
  stream.cursor = Math.max(stream.cursor, frame.cursor);
}

// --- Changing the page ------------------------------------------------------------------------------

const home = (stream) => document.querySelector(`[data-stream="${stream}"]`);
const find = (stream, part) => home(stream)?.querySelector(`[data-part="${CSS.escape(part)}"]`);

async function change({ stream, part, html }) {
  const shown = find(stream, part);
  if (html) return place(stream, part, shown, html);
  const [kind, key] = part.split(":");
  const url = shown?.dataset.url || (kind === "message" ? `/messages/${key}/` : null);
  if (!url) return;
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.ok) place(stream, part, find(stream, part), await answer.text());
}

function place(stream, part, shown, html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const fresh = template.content.firstElementChild;
  if (!fresh) return;
  localTimes(fresh);
  if (shown) {
    if (isBeingFilled(shown)) return keepTyped(shown, fresh);
    const open = [...shown.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
    shown.replaceWith(fresh);
    fresh.querySelectorAll("details > summary").forEach((summary) => {
      if (open.includes(summary.textContent)) summary.parentElement.open = true;
    });
  } else {
    insert(stream, part, fresh);
  }
  window.htmx?.process(fresh);
}

// A message is put in its place by its number, and once, whatever the order in which news arrives.
function insert(stream, part, fresh) {
  const list = home(stream)?.querySelector(`[data-new="${part.split(":")[0]}"]`);
  if (!list) return;
  list.closest("section")?.querySelector("[data-empty]")?.remove();
  const n = Number(fresh.dataset.n);
  const next = [...list.querySelectorAll("[data-n]")].find((other) => Number(other.dataset.n) > n);
  const atEnd = nearEnd(list);
  fresh.classList.add("fresh");
  setTimeout(() => fresh.classList.remove("fresh"), 2500);
  if (next) next.before(fresh); else list.append(fresh);
  if (atEnd && !next) fresh.scrollIntoView({ block: "nearest" });
}

const nearEnd = (list) => list.getBoundingClientRect().bottom < window.innerHeight + 200;

// News never takes away what somebody is writing: the part waits, and what was typed is carried over.
function isBeingFilled(shown) {
  return [...shown.querySelectorAll("textarea, input[type=text], input[type=radio]")].some((field) =>
    field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
}

function keepTyped(shown, fresh) {
  const typed = [...shown.querySelectorAll("textarea[name], input[type=text][name], input[type=radio]:checked")];
  const focused = document.activeElement?.name;
  shown.replaceWith(fresh);
  for (const field of typed) {
    const twin = field.type === "radio"
      ? fresh.querySelector(`input[name="${field.name}"][value="${CSS.escape(field.value)}"]`)
      : fresh.querySelector(`[name="${field.name}"]`);
    if (!twin) continue;
    if (field.type === "radio") twin.checked = true; else twin.value = field.value;
    if (focused === field.name && field.type !== "radio") twin.focus();
  }
  window.htmx?.process(fresh);
}

// --- Times in the reader's zone ---------------------------------------------------------------------

function localTimes(root) {
  const { zone } = document.documentElement.dataset;
  const { lang } = document.documentElement;
  for (const time of root.querySelectorAll("time[data-clock]")) {
    const style = time.dataset.clock === "full" ? { dateStyle: "long", timeStyle: "short" } : { timeStyle: "short" };
    try {
      time.textContent = new Intl.DateTimeFormat(lang, { ...style, timeZone: zone }).format(new Date(time.dateTime));
    } catch { /* an unknown zone: what the server wrote stays */ }
  }
}

// --- Writing: forms that need not leave the page ----------------------------------------------------

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-live-post]");
  if (!form || document.documentElement.dataset.live !== "on") return;
  if (event.submitter?.name === "preview") return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "HX-Request": "true" },
    });
    if (answer.status === 204) {
      form.reset();
      form.querySelectorAll("[role=alert], .errorlist, .errors").forEach((error) => error.remove());
      form.querySelector("textarea")?.focus();
      return;
    }
    const template = document.createElement("template");
    template.innerHTML = (await answer.text()).trim();
    const fresh = template.content.firstElementChild;
    if (answer.status === 422 && fresh?.matches("form")) {
      form.replaceWith(fresh);
      fresh.querySelector("[aria-invalid=true], textarea")?.focus();
      window.htmx?.process(fresh);
    } else if (fresh) {
      fresh.setAttribute("role", "alert");
      form.prepend(fresh);
    }
  } catch {
    say("offline");
  } finally {
    if (button) button.disabled = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("form")?.requestSubmit();
});

// --- Somebody is typing -----------------------------------------------------------------------------

let toldAt = 0;
document.addEventListener("input", (event) => {
  const stream = event.target.closest("form[data-typing-in]")?.dataset.typingIn;
  if (!stream || Date.now() - toldAt < 2000) return;
  toldAt = Date.now();
  send({ typing: stream });
});

const typists = new Map();
function showTyping({ stream, typing, who }) {
  const line = home(stream)?.querySelector("[data-typing]");
  if (!line) return;
  clearTimeout(typists.get(who)?.timer);
  const refresh = () => {
    const names = [...typists.values()].map((typist) => typist.name);
    line.textContent = names.length ? `${names.slice(0, 3).join(", ")}…` : "";
    line.classList.toggle("on", names.length > 0);
  };
  typists.set(who, { name: typing, timer: setTimeout(() => { typists.delete(who); refresh(); }, 4000) });
  refresh();
}

// --- Start ------------------------------------------------------------------------------------------

for (const element of document.querySelectorAll("[data-stream]")) {
  streams.set(element.dataset.stream, { cursor: Number(element.dataset.cursor) || 0 });
}
localTimes(document);
connect();
window.addEventListener("online", () => { if (wasLost) { attempts = 0; connect(); } });
