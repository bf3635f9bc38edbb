// What was read, as it is seen: the page opens at the first unread message, and tells the server how far one got. The
// number is kept there, so that every device agrees. « Tout marquer comme lu » also works without this file.

const part = () => document.querySelector("[data-read]");
const list = document.querySelector(".conversation .messages");
const newest = document.querySelector("[data-newest]");
const reduced = window.matchMedia("(prefers-reduced-motion: reduce)");
const SOON = 900, CALM = 5000; // milliseconds: the first news is told at once, what follows now and then

const seen = new Set(); // messages in sight
let told = 0, toldAt = 0, timer, telling = false;

// --- Telling how far -------------------------------------

function plan() {
  clearTimeout(timer);
  const calm = Date.now() - toldAt < CALM;
  timer = setTimeout(tell, calm ? CALM * (0.6 + Math.random() * 0.8) : SOON);
}

const reached = () => Math.max(0, ...[...seen].filter((one) => one.isConnected).map((one) => Number(one.dataset.n)));

async function tell(leaving = false) {
  const n = reached(), form = part()?.querySelector("form");
  if (!form || telling || n <= Math.max(told, Number(part().dataset.read))) return;
  if (leaving !== true && (document.hidden || !document.hasFocus())) return;
  telling = true;
  toldAt = Date.now();
  const body = new URLSearchParams(new FormData(form));
  body.set("n", n);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true });
    if (answer.ok) told = n;
  } catch { /* it is told with the next message one sees */ }
  telling = false;
  if (reached() > told) plan();
}

const sight = new IntersectionObserver((entries) => {
  for (const { target, intersectionRatio, intersectionRect } of entries) {
    if (intersectionRatio > 0.6 || intersectionRect.height > 160) seen.add(target); else seen.delete(target);
  }
  showNewest();
  if (reached() > told) plan();
}, { threshold: [0, 0.3, 0.65, 1] });

function watch() {
  list.querySelectorAll("[data-n]").forEach((message) => sight.observe(message));
}

// --- What came while one read elsewhere ------------------

const last = () => [...list.querySelectorAll("[data-n]")].at(-1);
let came = 0;

function showNewest() {
  if (!newest) return;
  const end = last(), away = end && !seen.has(end);
  if (!away) came = 0;
  newest.hidden = !away;
  newest.querySelector("[data-newest-count]").textContent = came ? `(${came})` : "";
}

newest?.querySelector("button").addEventListener("click", () => goTo(last()));

function goTo(element, block = "end") {
  if (!element) return;
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block, behavior: reduced.matches ? "auto" : "smooth" });
}

// The first message that comes while nobody looks is where the new ones begin.
function markNew(message) {
  if (!document.hidden || document.getElementById("unread")) return;
  const words = list.dataset.sinceWords;
  if (!words) return;
  const line = document.createElement("p");
  line.className = "unread";
  line.id = "unread";
  line.textContent = words;
  (message.previousElementSibling?.matches(".day") ? message.previousElementSibling : message).before(line);
}

// --- Start -----------------------------------------------

if (list) {
  watch();
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (!node.matches?.("[data-n].fresh")) continue;
      came += 1;
      markNew(node);
    }
    watch();
    showNewest();
  }).observe(list, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", () => { if (document.hidden) tell(true); else plan(); });
  window.addEventListener("focus", plan);
  window.addEventListener("pagehide", () => tell(true));
}

document.addEventListener("click", (event) => {
  const here = event.target.closest("a[data-first-unread]") && document.getElementById("unread");
  if (!here || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  goTo(here, "start");
});

const first = document.getElementById("unread");
if (first && !location.hash) first.scrollIntoView({ block: "start" });
else if (first && location.hash === "#unread") goTo(first, "start");
