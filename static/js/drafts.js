// What somebody is writing: kept on this device at every stroke, on the server soon after, and offered back.
// Only pages with a long text to write load this file; without it, the server offers the drafts it has.

const desk = document.querySelector("[data-draft]");
const form = document.getElementById("writing");
const status = desk.querySelector("[role=status]");
const offer = desk.querySelector("[data-offer]");
const { person, zone } = document.documentElement.dataset;
const locale = document.documentElement.lang;
const key = `draft/${person}/${desk.dataset.draft}`;
const WAIT = 1500, LONGEST_WAIT = 8000, KEPT_DAYS = 30;
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "file", "read", "preview", "publish", "seen", "version_n"]);

// --- What the form holds, and what the device keeps ------

function typed() {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NOT_TYPED.has(name)) (found[name] ??= []).push(value);
  }
  return found;
}

function fill(fields) {
  const left = structuredClone(fields);
  for (const field of form.elements) {
    const values = left[field.name];
    if (!field.name || NOT_TYPED.has(field.name) || field.type === "submit") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = Boolean(values?.includes(field.value));
    else if (values?.length) field.value = values.shift();
  }
}

// The version that the words are written on: that of the page, or of the draft they go on from.
const ground = form.elements.version_n ?? form.elements.seen;
const base = () => ground?.value || desk.dataset.base;

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function recall() {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function remember(kept) {
  try {
    localStorage.setItem(key, JSON.stringify({ fields: typed(), base: base(), at: Date.now(), kept }));
  } catch { /* no room, or no storage at all: the server still keeps it */ }
}

function drop() {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}

function sweep() {
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith("draft/"))) {
    const { at } = JSON.parse(localStorage.getItem(name)) ?? {};
    if (!(Date.now() - at < KEPT_DAYS * 86400e3)) localStorage.removeItem(name);
  }
}

// --- To the server ---------------------------------------

let pending = !offer.hidden && !("resumed" in desk.dataset); // a draft is offered, and not taken or erased yet
let timer, since = 0, saving = null, leaving = false, refused = false, written = 0;

function soon() {
  since ||= Date.now();
  clearTimeout(timer);
  timer = setTimeout(save, Math.max(0, Math.min(WAIT, since + LONGEST_WAIT - Date.now())));
}

function save() {
  clearTimeout(timer);
  if (leaving || !since) return;
  if (pending) return tell(status.dataset.pending);
  if (saving) return soon();
  since = 0;
  saving = send().finally(() => { saving = null; });
}

function put(fields, base) {
  const data = new FormData();
  for (const [name, values] of Object.entries(fields)) values.forEach((value) => data.append(name, value));
  data.set("draft-base", base);
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const keepalive = document.visibilityState === "hidden";
  return fetch(desk.dataset.keep, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive });
}

async function send() {
  const before = written;
  try {
    const answer = await put(typed(), base());
    if (answer.ok) {
      if (before === written) remember(true);
      refused = false;
      tell(at(status.dataset.kept, new Date()));
    } else {
      const { why } = await answer.json().catch(() => ({}));
      complain(why);
    }
  } catch { complain(); }
}

function at(words, moment) {
  const style = { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  const parts = Object.fromEntries(new Intl.DateTimeFormat(locale, style).formatToParts(moment)
    .map(({ type, value }) => [type, value]));
  const day = moment.toLocaleDateString(locale === "en" ? "en-GB" : locale, { day: "numeric", month: "long", timeZone: zone });
  return words.replace("{h}", parts.hour).replace("{m}", parts.minute).replace("{day}", day);
}

// Said aloud the first time only: the hour goes on, in silence.
let told = false;
function tell(words) {
  if (status.textContent === words) return;
  status.setAttribute("aria-live", told ? "off" : "polite");
  status.textContent = words;
  told = true;
}

function complain(why) {
  if (refused) return;
  refused = true;
  told = false;
  tell(why || status.dataset.device);
}

// --- Offering it back ------------------------------------

function offerBack(record) {
  pending = true;
  // From now on the device keeps what is written instead of it.
  if (!desk.dataset.savedAt) put(record.fields, record.base).catch(() => {});
  offer.querySelector("[data-offer-words]").textContent = at(status.dataset.found, new Date(record.at));
  offer.querySelector("[data-moved]").hidden = record.base === desk.dataset.base;
  offer.hidden = false;
  const resume = offer.querySelector("[data-resume]");
  resume.hidden = false;
  resume.addEventListener("click", (event) => {
    event.preventDefault();
    pending = false;
    fill(record.fields);
    // The words go on from the version they were written on, so that nothing written since is undone.
    if (ground && record.base) ground.value = record.base;
    offer.hidden = true;
    tell(status.dataset.back);
    changed();
    form.querySelector("textarea")?.focus();
  }, { once: true });
}

offer.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const plain = event.target;
  leaving = true; // what the server is told next is to forget
  await saving;
  try {
    const answer = await fetch(desk.dataset.forget, {
      method: "POST", body: new URLSearchParams(new FormData(plain)), headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw answer;
  } catch { leaving = false; return plain.submit(); }
  drop();
  if ("resumed" in desk.dataset) return location.replace(plain.elements.next.value);
  leaving = pending = false;
  offer.hidden = true;
  told = false;
  tell(status.dataset.gone);
});

// --- Writing ---------------------------------------------

function changed() {
  written += 1;
  remember(false);
  soon();
}

form.addEventListener("input", changed);
form.addEventListener("change", (event) => { if (event.target.type !== "file") changed(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
window.addEventListener("online", () => { if (refused) { refused = false; since = Date.now(); soon(); } });

// A copy that is still on its way would come back after the form was sent: it arrives first.
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  leaving = true;
  if (!saving) return;
  event.preventDefault();
  await Promise.race([saving, new Promise((done) => setTimeout(done, 4000))]);
  saving = null;
  form.requestSubmit(event.submitter);
});
window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });

// --- Start -----------------------------------------------

try { sweep(); } catch { /* no storage */ }
const record = recall();
if ("sent" in desk.dataset) {
  changed(); // the page of a refusal or of a preview: what it shows is what was written last
} else if (record && record.kept && !desk.dataset.savedAt) {
  drop(); // sent or erased from another browser
} else if (record && !record.kept && !same(record.fields, typed())
    && !(Date.parse(desk.dataset.savedAt) > record.at)) {
  offerBack(record);
}
