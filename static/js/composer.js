// Writing in a talk: words leave at once and say how they travel, come back when they are refused, and are kept on
// this device until they are sent. Every path also works without this file, by a plain form.

const { person } = document.documentElement.dataset;
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const PATIENCE = 4000; // milliseconds in which a message that was taken comes back, before it is fetched again
const KEPT_DAYS = 30;

const live = (form) => form.closest("[data-stream]");
const list = (form) => live(form)?.querySelector("[data-new=message]");
const place = (form) => `draft/${person}/talk:${live(form)?.dataset.stream}:${form.elements.amendment_n?.value ?? ""}`;

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(26))].map((byte) => LETTERS[byte % 32]).join("");
}

// --- What this device keeps ------------------------------

function recall(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

function keep(name, what) {
  try {
    if (what) localStorage.setItem(name, JSON.stringify({ ...what, at: Date.now() }));
    else localStorage.removeItem(name);
  } catch { /* no room, or no storage: what is in the page stays there */ }
}

// What is being written, and what is on its way, whoever the form on the page is now.
function keepDraft(form) {
  const { body, reply_to } = form.elements;
  const name = form.querySelector("[data-answering] b")?.textContent;
  keep(place(form), body.value.trim() && { body: body.value, reply_to: reply_to?.value, name });
}

const isRecent = (kept) => Date.now() - kept?.at < KEPT_DAYS * 86400e3;

function takeUp(form) {
  const kept = recall(place(form));
  if (!kept || !isRecent(kept) || form.elements.body.value) return;
  form.elements.body.value = kept.body;
  if (kept.reply_to) answer(form, kept.reply_to, kept.name);
}

// --- What is on its way ----------------------------------

const outboxes = new Map(); // place -> { letters, box, busy }

function outbox(form) {
  const name = place(form);
  if (!outboxes.has(name)) outboxes.set(name, { name, letters: [], box: null, busy: false });
  const found = outboxes.get(name);
  found.form = form;
  if (!found.box?.isConnected) {
    found.box = document.createElement("div");
    found.box.className = "outbox";
    list(form).after(found.box);
  }
  return found;
}

function keepLetters(out) {
  const letters = out.letters.map(({ fields, name }) => ({ fields, name }));
  keep(`${out.name}/sending`, letters.length ? { letters } : null);
}

function addLetter(out, fields, name) {
  const line = out.form.querySelector("template[data-pending]").content.firstElementChild.cloneNode(true);
  const letter = { fields, name, line, state: "sending" };
  line.querySelector(".body").textContent = fields.find(([field]) => field === "body")[1];
  line.querySelector("[data-retry]").addEventListener("click", () => { show(letter, "sending"); deliver(out); });
  line.querySelector("[data-take-back]").addEventListener("click", () => takeBack(out, letter));
  out.letters.push(letter);
  out.box.append(line);
  keepLetters(out);
  return letter;
}

function show(letter, state, why = "") {
  letter.state = state;
  const { dataset } = letter.line.querySelector("[data-state]");
  letter.line.querySelector("[data-state]").textContent = why || dataset[state];
  letter.line.classList.toggle("failed", state === "failed");
  letter.line.querySelector("[data-again]").hidden = state !== "failed";
}

function drop(out, letter) {
  letter.line.remove();
  out.letters = out.letters.filter((other) => other !== letter);
  keepLetters(out);
}

function takeBack(out, letter) {
  drop(out, letter);
  const field = out.form.elements.body;
  const { body, reply_to } = Object.fromEntries(letter.fields);
  field.value = [body, field.value].filter(Boolean).join("\n\n");
  if (reply_to) answer(out.form, reply_to, letter.name);
  keepDraft(out.form);
  field.focus();
}

// One at a time, in the order they were written.
async function deliver(out) {
  if (out.busy) return;
  out.busy = true;
  try {
    for (let letter; (letter = out.letters.find(({ state }) => state === "sending"));) {
      if (await send(out, letter)) continue;
      out.letters.filter(({ state }) => state === "sending").forEach((other) => show(other, "failed"));
    }
  } finally { out.busy = false; }
}

async function send(out, letter) {
  const data = new FormData();
  letter.fields.forEach(([name, value]) => data.append(name, value));
  data.set("csrfmiddlewaretoken", out.form.elements.csrfmiddlewaretoken.value);
  let answer, html;
  try {
    answer = await fetch(out.form.action, { method: "POST", body: data, headers: { "HX-Request": "true" } });
    html = await answer.text();
  } catch { return false; }
  if (answer.status >= 500) return false;
  if (answer.status === 204) sent(out, letter, answer.headers.get("Content-Location"));
  else refused(out, letter, part(html));
  return true;
}

// It was taken. It stands in the talk as soon as it is heard, or fetched where nothing is heard.
function sent(out, letter, url) {
  show(letter, "sent");
  out.letters = out.letters.filter((other) => other !== letter);
  keepLetters(out);
  askPace(out.form);
  const stream = live(out.form).dataset.stream;
  const pk = /\d+/.exec(url ?? "")?.[0];
  const isThere = () => !pk || document.getElementById(`message-${pk}`);
  if (isThere()) return letter.line.remove();
  const watch = new MutationObserver(() => {
    if (!isThere()) return;
    watch.disconnect();
    letter.line.remove();
  });
  watch.observe(list(out.form), { childList: true, subtree: true });
  const fetchIt = () => {
    if (isThere() || !letter.line.isConnected) return;
    document.dispatchEvent(new CustomEvent("palabre:changed", { detail: { stream, part: `message:${pk}` } }));
  };
  if (document.documentElement.dataset.live === "on") setTimeout(fetchIt, PATIENCE / 8); else fetchIt();
  setTimeout(() => { watch.disconnect(); letter.line.remove(); }, PATIENCE * 2);
}

// In a slowed talk, a line beside the button says when the next one may go.
function askPace(form) {
  if (!live(form).querySelector("[data-part=slow] p")) return;
  const { stream } = live(form).dataset;
  document.dispatchEvent(new CustomEvent("palabre:changed", { detail: { stream, part: "slow" } }));
}

// It was refused: the words come back into the field, unless something else is being written there.
function refused(out, letter, fresh) {
  const { form } = out, field = form.elements.body;
  const words = fresh?.querySelector(".errors, .errorlist, p")?.textContent.trim() || form.dataset.refused;
  if (field.value.trim()) return show(letter, "failed", words);
  drop(out, letter);
  if (!fresh?.matches("form")) takeBack(out, letter);
  out.form = comeBack(form, fresh, words);
  keepDraft(out.form);
}

// The form with why it was not sent: another in its place that says so, or a notice above it.
function comeBack(form, fresh, words = form.dataset.refused) {
  if (fresh?.matches("form")) { // the same, with what was typed
    form.replaceWith(fresh);
    fresh.elements.key.value = newKey();
    fresh.querySelector("[aria-invalid=true], textarea").focus();
    window.htmx?.process(fresh);
    return fresh;
  }
  const notice = fresh ?? document.createElement("p");
  notice.querySelector("[data-typed]")?.remove(); // here the words are back where they were typed
  if (!fresh) Object.assign(notice, { className: "errors", textContent: words });
  notice.setAttribute("role", "alert");
  form.prepend(notice);
  return form;
}

// The form or the notice of an answer; nothing of a whole page, such as that of what was too large to be read.
function part(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const first = template.content.firstElementChild;
  return first?.matches("form, .notice, .refusal") ? first : null;
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-live-post]");
  if (!form || !list(form) || event.submitter?.name === "preview") return;
  event.preventDefault();
  if (form.carry) return carryFiles(form);
  form.querySelectorAll(":scope > [role=alert], .errors").forEach((error) => error.remove());
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const name = form.querySelector("[data-answering] b")?.textContent;
  const out = outbox(form), field = form.elements.body;
  addLetter(out, fields, name).line.scrollIntoView({ block: "nearest" });
  form.reset();
  field.value = field.defaultValue = ""; // after a refusal, it was what was refused
  field.removeAttribute("aria-invalid");
  form.elements.key.value = newKey();
  form.querySelector(".preview")?.replaceChildren();
  answer(form, "");
  keepDraft(form);
  field.focus();
  deliver(out);
});

// With files, the words stay in the form until all is there: files.js shows how far they are on their way.
async function carryFiles(form) {
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  const field = form.elements.body, words = field.value;
  try {
    const reply = await form.carry(form.action, { body: new FormData(form), headers: { "HX-Request": "true" } });
    form.querySelectorAll("[role=alert], .errors").forEach((error) => error.remove());
    if (reply.status !== 204) return comeBack(form, part(await reply.text()));
    askPace(form);
    const since = field.value === words ? "" : field.value;
    form.reset();
    field.value = since;
    field.defaultValue = "";
    field.removeAttribute("aria-invalid");
    form.elements.key.value = newKey();
    form.querySelector(".preview")?.replaceChildren();
    answer(form, "");
    keepDraft(form);
    field.focus();
  } catch { /* files.js said so, and the same key goes with the next attempt */
  } finally { form.ariaBusy = null; }
}

// What failed goes again by itself when the network is back; the key of each keeps it from being said twice.
window.addEventListener("online", () => outboxes.forEach((out) => {
  out.letters.filter(({ state, line }) => state === "failed" && line.isConnected).forEach((letter) => show(letter, "sending"));
  deliver(out);
}));

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live-post]");
  if (form && list(form) && event.target.name === "body") keepDraft(form);
});

// --- Answering and quoting -------------------------------

// An answer is written on the page where the talk is read, when one may write there; else the link leads on.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-answer], a[data-quote]");
  const form = link?.closest("[data-stream]")?.querySelector("form[data-live-post]");
  if (form && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const message = link.closest(".msg"), name = message.querySelector(".who b").textContent;
    answer(form, link.dataset.answer ?? link.dataset.quote, name);
    if (link.dataset.quote) quote(form, message, name);
    keepDraft(form);
    form.elements.body.focus();
  } else if (event.target.closest("[data-answering] button")) {
    const own = event.target.closest("form");
    answer(own, "");
    keepDraft(own);
    own.elements.body.focus();
  }
});

function answer(form, pk, name = "") {
  const line = form.querySelector("[data-answering]");
  if (!line) return;
  form.elements.reply_to.value = pk;
  line.querySelector("b").textContent = name;
  line.hidden = !pk;
}

// What is selected in the message, or all its words, before what is written already.
let selected = { text: "", within: null };
document.addEventListener("selectionchange", () => {
  const now = document.getSelection();
  const within = now.isCollapsed ? null : now.anchorNode?.parentElement?.closest(".msg .body");
  if (within?.contains(now.focusNode)) selected = { text: String(now), within };
  else if (!document.activeElement?.matches("a[data-quote]")) selected = { text: "", within: null };
});

function quote(form, message, name) {
  const body = message.querySelector(".body");
  const words = selected.within === body && selected.text.trim() ? selected.text : body.innerText;
  const lines = [`**${name}**\u00a0:`, ...words.trim().split("\n")].map((line) => `> ${line}`.trimEnd());
  const field = form.elements.body;
  field.value = `${lines.join("\n")}\n\n${field.value}`;
  field.selectionStart = field.selectionEnd = field.value.length;
}

// --- Start -----------------------------------------------

for (const form of document.querySelectorAll("form[data-live-post]")) {
  if (!list(form)) continue;
  takeUp(form);
  const waiting = recall(`${place(form)}/sending`);
  if (!waiting || !isRecent(waiting)) continue;
  const out = outbox(form);
  waiting.letters.forEach(({ fields, name }) => show(addLetter(out, fields, name), "failed"));
}
