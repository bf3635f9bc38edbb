// The live page: one socket that only listens. What is the same for everyone arrives as HTML; what differs by person
// is fetched from the page's own address. Every path also works without this file.

const streams = new Map(); // "thread:12" -> {cursor}
const state = document.querySelector("[data-link-state]");
const locale = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang; // days before months
const SPACE = 1000; // milliseconds
let socket, again, unsaid, attempts = 0, wasLost = false, paused = false, closedForGood = false;
let heard = 0; // frames, whatever they say

// --- The socket ------------------------------------------

function connect() {
  clearTimeout(again);
  if (!streams.size || closedForGood || (socket && socket.readyState < WebSocket.CLOSING)) return;
  paused = false; // who answers says whether news is suspended
  const opened = socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live/`);
  opened.onopen = () => streams.forEach((stream, name) => send({ join: name, cursor: stream.cursor }));
  opened.onmessage = (event) => { if (opened === socket) hear(JSON.parse(event.data)); };
  opened.onclose = (event) => {
    if (opened !== socket) return; // another has taken its place
    if (event.code === 4403) { closedForGood = true; return location.reload(); }
    if (event.code >= 4400) { closedForGood = true; return; }
    wasLost = true;
    say(navigator.onLine ? "reconnecting" : "offline");
    attempts += 1;
    again = setTimeout(connect, Math.min(500 * 2 ** attempts, 15000) * (0.6 + Math.random() * 0.8));
  };
}

function send(frame) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function say(word) {
  if (!state) return;
  clearTimeout(unsaid);
  state.textContent = state.dataset[word] || "";
  state.hidden = !word;
  if (word === "back") unsaid = setTimeout(() => { state.hidden = true; }, 2500);
}

// The site answers and its news does not come: what is said here is fetched, and the page says so until it does.
function pause(is) {
  paused = is;
  document.documentElement.dataset.live = is ? "paused" : "on";
  if (is) say("paused"); else if (!wasLost) say("back");
}

function hear(frame) {
  heard += 1;
  if ("paused" in frame) return pause(frame.paused);
  const stream = streams.get(frame.stream);
  if (!stream) return;
  if (frame.typing) return showTyping(frame);
  if (frame.present) return void document.dispatchEvent(new CustomEvent("palabre:present", { detail: frame }));
  if (frame.reload) return location.reload();
  if (frame.joined) {
    attempts = 0;
    if (!paused) document.documentElement.dataset.live = "on";
    if (wasLost) { wasLost = false; if (!paused) say("back"); }
  }
  if (frame.part) change(frame);
  stream.cursor = Math.max(stream.cursor, frame.cursor);
}

// --- Changing the page -----------------------------------

// A list hears several streams, and answers to several parts.
const home = (stream) => document.querySelector(`[data-stream~="${stream}"]`);
const find = (stream, part) => [...(home(stream)?.querySelectorAll(`[data-part~="${CSS.escape(part)}"]`) ?? [])];

function change({ stream, part, html }) {
  if (html) return place(stream, part, find(stream, part)[0], html);
  const [kind, key] = part.split(":");
  const urls = find(stream, part).map((shown) => shown.dataset.url);
  if (!urls.length && kind === "message") urls.push(`/messages/${key}/`);
  urls.filter(Boolean).forEach((url) => ask(stream, part, url));
}

// The first news is fetched at once; while more comes, a page asks now and then, and not all pages at one moment.
const asked = new Map(); // url -> when it was last asked for, or will be
function ask(stream, part, url) {
  const now = Date.now(), last = asked.get(url) ?? 0;
  if (last > now) return;
  const pace = Number(find(stream, part).find((shown) => shown.dataset.url === url)?.dataset.pace);
  if (pace && document.hidden) return void unseen.set(url, [stream, part, url]);
  const space = pace || SPACE;
  const wait = now - last < space ? space * (0.5 + Math.random()) : 0;
  asked.set(url, now + wait);
  if (wait) setTimeout(refetch, wait, stream, part, url); else refetch(stream, part, url);
}

// What may wait is not asked for while nobody looks.
const unseen = new Map();
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  const waiting = [...unseen.values()];
  unseen.clear();
  waiting.forEach((one) => ask(...one));
});

const turns = new Map(); // url -> how often it was asked for: an older answer that comes late is dropped
async function refetch(stream, part, url) {
  const turn = (turns.get(url) || 0) + 1;
  turns.set(url, turn);
  let answer, html;
  try {
    answer = await fetch(url, { headers: { "HX-Request": "true" } });
    html = await answer.text();
  } catch { answer = null; }
  if (turns.get(url) !== turn) return;
  const shown = find(stream, part).find((element) => element.dataset.url === url);
  const busy = shown?.querySelector(".htmx-request"); // its answer is to be seen first
  if (busy || !answer || answer.status >= 500) {
    // The cursor has moved on: nobody will say again that this part changed.
    setTimeout(() => { if (turns.get(url) === turn) refetch(stream, part, url); }, busy ? 200 : 2000);
  } else if (answer.ok && !answer.redirected) {
    place(stream, part, shown, html);
  }
}

function read(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function place(stream, part, shown, html) {
  const fresh = read(html);
  if (!fresh) return;
  if (fresh.hidden) return leave(shown); // it went into another talk
  localTimes(fresh);
  if (shown) swap(shown, fresh); else insert(stream, part, fresh);
  window.htmx?.process(fresh);
  reread(part);
}

// A message leaves with the name of its day, where no other is left of that day.
function leave(shown) {
  const list = shown?.closest(".messages");
  shown?.remove();
  list?.querySelectorAll(".day").forEach((day) => { if (!day.nextElementSibling?.matches("[data-n]")) day.remove(); });
  if (list) nameDays(list);
}

// A message is put in its place by its number, and once, whatever the order in which news arrives.
function insert(stream, part, fresh) {
  const list = home(stream)?.querySelector(`[data-new="${part.split(":")[0]}"]`);
  const n = Number(fresh.dataset.n);
  if (!list || n < starts.get(list)) return;
  const { amendment } = list.dataset; // only what is said of one amendment stands on its page
  if (amendment && amendment !== fresh.dataset.amendment) return;
  const section = list.closest("section");
  section?.querySelector("[data-empty]")?.remove();
  const count = section?.querySelector("h2 .n");
  if (count && n > Number(count.textContent)) count.textContent = n;
  const branch = branchOf(list, fresh);
  const next = [...(branch || list).querySelectorAll(branch ? "[data-n]" : ":scope > [data-n]")]
    .find((other) => Number(other.dataset.n) > n);
  const seen = Math.min(window.innerHeight, list.parentElement.getBoundingClientRect().bottom);
  const atEnd = list.getBoundingClientRect().bottom < seen + 200;
  fresh.classList.add("fresh");
  setTimeout(() => fresh.classList.remove("fresh"), 2500);
  if (next) (next.previousElementSibling?.matches(".day") ? next.previousElementSibling : next).before(fresh);
  else (branch || list).append(fresh);
  nameDays(list);
  if (atEnd && !next && !branch) fresh.scrollIntoView({ block: "nearest" });
  stopTyping(fresh.querySelector(".who b")?.textContent);
}

// Where an answer goes: under the first message of its branch, where that is on the page and branches are shown.
function branchOf(list, fresh) {
  const root = list.dataset.branches && fresh.dataset.root && list.querySelector(`#message-${fresh.dataset.root}`);
  if (!root) return null;
  let branch = root.nextElementSibling;
  if (!branch?.matches(".branch")) {
    branch = document.createElement("div");
    branch.className = "branch";
    branch.setAttribute("role", "group");
    branch.setAttribute("aria-label", list.dataset.branches);
    root.after(branch);
  }
  return branch;
}

// A day is named before its first message, in the order they are read.
function nameDays(list) {
  const { zone } = document.documentElement.dataset;
  const year = (moment) => moment.toLocaleDateString("en", { timeZone: zone, year: "numeric" });
  let before;
  for (const message of list.querySelectorAll("[data-n]")) {
    const moment = new Date(message.querySelector("time").dateTime);
    const day = moment.toLocaleDateString("en", { timeZone: zone });
    const above = message.previousElementSibling;
    const named = above?.matches(".day") ? above : null;
    if (day === before) named?.remove();
    else if (!named) {
      const line = document.createElement("p");
      line.className = "day";
      const style = { timeZone: zone, day: "numeric", month: "long" };
      if (year(moment) !== year(new Date())) style.year = "numeric";
      const words = moment.toLocaleDateString(locale, style);
      line.textContent = locale === "fr" ? words.replace(" ", "\u00a0").replace(/^1\u00a0/, "1er\u00a0") : words;
      message.before(line);
    }
    before = day;
  }
}

// What a message shows depends on two things said elsewhere: whether its reader may see marks, and which version of
// the text is in the page. When one of them may have changed, the messages of the page are read again, all at once.
async function reread(part) {
  const list = document.querySelector(".messages[data-branches]");
  const marks = ["mine", "phase"].includes(part) && list?.hasAttribute("data-unmarked");
  if (!marks && !(part === "text" && list?.querySelector("[data-paragraph]"))) return;
  let page;
  try {
    const answer = await fetch(location.pathname + location.search);
    page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
  } catch { return; }
  list.toggleAttribute("data-unmarked", page.querySelector(".messages[data-unmarked]") !== null);
  for (const shown of list.querySelectorAll("[data-n]")) {
    const fresh = page.getElementById(shown.id);
    if (!fresh) continue;
    localTimes(fresh);
    if (fresh.outerHTML !== shown.outerHTML) swap(shown, document.adoptNode(fresh));
  }
}
document.addEventListener("htmx:afterSettle", (event) => reread(event.target.dataset?.part));

// News never takes away what somebody is writing, what they opened, nor where they are.
function swap(shown, fresh) {
  const here = shown.contains(document.activeElement) ? document.activeElement : null;
  const at = here?.selectionStart;
  shown.replaceWith(fresh);
  shown.querySelectorAll("details[open] > summary").forEach((summary) => {
    const same = twin(summary, fresh);
    if (same) same.parentElement.open = true;
  });
  for (const field of shown.querySelectorAll("textarea, input:not([type=hidden])")) {
    const same = twin(field, fresh);
    if (!same) continue;
    if (field.checked !== field.defaultChecked) same.checked = field.checked;
    if (field.value !== field.defaultValue) same.value = field.value;
  }
  const aloud = document.querySelector("[data-aloud]");
  if (aloud && fresh.dataset.said && fresh.dataset.said !== shown.dataset.said) aloud.textContent = fresh.dataset.said;
  const told = shown.querySelector(".notice[role=status]");
  if (told) fresh.querySelector("h2")?.after(told);
  const same = here && twin(here, fresh);
  same?.focus({ preventScroll: true });
  if (same && at != null) same.setSelectionRange(at, here.selectionEnd);
}

// What stands for `element` in the fresh part: the same field, or the same words.
function twin(element, fresh) {
  const { tagName, name, type, value, id, textContent } = element;
  return [...fresh.querySelectorAll(tagName)].find((other) => id ? other.id === id
    : name ? other.name === name && (type !== "radio" || other.value === value) : other.textContent === textContent);
}

// --- Times in the reader's zone --------------------------

function localTimes(root) {
  const { zone } = document.documentElement.dataset;
  for (const time of root.querySelectorAll("time[data-clock]")) {
    const style = { timeStyle: "short", hourCycle: "h23", timeZone: zone };
    if (time.dataset.clock === "full") style.dateStyle = "long";
    try {
      time.textContent = new Intl.DateTimeFormat(locale, style).format(new Date(time.dateTime));
    } catch { /* an unknown zone: what the server wrote stays */ }
  }
}

// --- Writing (composer.js sends what is said in a talk) ---

// Something of the page changed and nobody may say so here: it is fetched.
document.addEventListener("palabre:changed", ({ detail }) => change(detail));

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("form")?.requestSubmit();
});

// --- Somebody is typing ----------------------------------

let toldAt = 0;
document.addEventListener("input", (event) => {
  const stream = event.target.closest("form[data-typing-in]")?.dataset.typingIn;
  if (!stream || Date.now() - toldAt < 2000) return;
  toldAt = Date.now();
  send({ typing: stream });
});

const typists = new Map(); // who -> { line, name, timer }
function showTyping({ stream, typing, who }) {
  const line = home(stream)?.querySelector("[data-typing]");
  if (!line) return;
  clearTimeout(typists.get(who)?.timer);
  typists.set(who, { line, name: typing, timer: setTimeout(stopTyping, 4000, typing) });
  nameTypists(line);
}

function stopTyping(name) {
  typists.forEach((typist, who) => {
    if (typist.name !== name) return;
    typists.delete(who);
    nameTypists(typist.line);
  });
}

function nameTypists(line) {
  const names = [...typists.values()].filter((typist) => typist.line === line).map((typist) => typist.name);
  line.textContent = names.length ? `${names.slice(0, 3).join(", ")}…` : "";
  line.classList.toggle("on", names.length > 0);
}

// --- Drafts on this device (drafts.js keeps them) --------

function dropDrafts(is) {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith("draft/") && is(key)).forEach((key) => localStorage.removeItem(key));
  } catch { /* no storage: nothing was kept */ }
}
const sent = /(?:^|; )sent="?([^;"]+)/.exec(document.cookie)?.[1];
if (sent) {
  dropDrafts((key) => key === `draft/${sent}`);
  document.cookie = "sent=; max-age=0; path=/";
}
// Nobody reads what another person was writing: it goes when they sign out, or when somebody else signs in.
const { person } = document.documentElement.dataset;
if (person) dropDrafts((key) => !key.startsWith(`draft/${person}/`));
document.addEventListener("submit", (event) => {
  if (event.target.action?.endsWith?.("/accounts/logout/")) dropDrafts(() => true);
});

// --- Start -----------------------------------------------

for (const element of document.querySelectorAll("[data-stream]")) {
  const cursors = element.dataset.cursor.split(" ");
  element.dataset.stream.split(" ").forEach((name, n) => streams.set(name, { cursor: Number(cursors[n]) || 0 }));
}
const starts = new Map(); // list -> the number it starts at: what is older has a page of its own
for (const list of document.querySelectorAll("[data-new]")) {
  starts.set(list, Number(list.querySelector("[data-n]")?.dataset.n) || 0);
}
localTimes(document);
connect();
// A network that went leaves sockets that look open and hear nothing: they are closed, and what was missed is asked for.
window.addEventListener("offline", () => {
  if (!streams.size || closedForGood) return;
  wasLost = true;
  say("offline");
  socket?.close();
});
window.addEventListener("online", () => { if (wasLost) { attempts = 0; connect(); } });

// A page that slept (a phone in a pocket, a lift) may hold a socket that looks open and hears nothing, and nobody says
// so: when it wakes it asks again for what it missed, and whoever does not answer is replaced.
const ASLEEP = 20_000, ANSWER = 5_000; // milliseconds
let hiddenSince = 0;
function wake() {
  if (!streams.size || closedForGood) return;
  attempts = 0;
  if (!socket || socket.readyState !== WebSocket.OPEN) return replace();
  const asked = socket, before = heard;
  streams.forEach((stream, name) => send({ join: name, cursor: stream.cursor }));
  setTimeout(() => { if (socket === asked && heard === before) replace(); }, ANSWER);
}
function replace() {
  const former = socket;
  socket = null; // what it may still say of its end is not listened to
  former?.close();
  wasLost = true;
  say(navigator.onLine ? "reconnecting" : "offline");
  connect();
}
document.addEventListener("visibilitychange", () => {
  const slept = hiddenSince && Date.now() - hiddenSince > ASLEEP;
  hiddenSince = document.hidden ? Date.now() : 0;
  if (slept && !document.hidden) wake();
});
window.addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
