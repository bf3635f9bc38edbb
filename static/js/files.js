// Files beside a message: chosen, dropped or pasted, listed, taken back, and how far they are on their way.
// Without this file, the field of the form sends what was chosen and the server says what is not taken.

const FORM = "form:has(> .attach)";
const SHOWN = new Set(["image/png", "image/jpeg", "image/webp"]);
const chosen = new Map(); // id of a form -> [{ file, alt }]: a form that comes back with an error keeps its files

const of = (form) => chosen.get(form.id) ?? [];
const desk = (form) => form.querySelector(".attach");
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

function size(bytes) {
  const french = document.documentElement.lang === "fr";
  const [step, name] = bytes < 1e6 ? [1e3, french ? "Ko" : "kB"] : [1e6, french ? "Mo" : "MB"];
  return `${number.format(bytes / step)}\u00a0${name}`;
}

function tell(form, words, shown = true) {
  const line = desk(form).querySelector("[data-told]");
  line.textContent = words;
  line.classList.toggle("vh", !shown); // what one sees in the list is said to who does not
}

// --- Choosing ------------------------------------------

function add(form, files) {
  const { dataset } = desk(form);
  const kept = of(form), said = [];
  let total = kept.reduce((sum, { file }) => sum + file.size, 0);
  for (const file of files) {
    const named = (words) => said.push(words.replace("{name}", file.name));
    if (kept.length >= Number(dataset.most)) { said.push(dataset.tooMany); break; }
    if (!file.size) named(dataset.emptyFile);
    else if (file.type === "image/svg+xml" || /\.svgz?$/i.test(file.name)) named(dataset.svg);
    else if (file.size > Number(dataset.each)) named(dataset.tooLarge);
    else if (total + file.size > Number(dataset.all)) named(dataset.tooLargeAll);
    else {
      kept.push({ file, alt: "" });
      total += file.size;
    }
  }
  chosen.set(form.id, kept);
  show(form);
  tell(form, said.join(" ") || dataset.taken.replace("{n}", kept.length), said.length);
}

function takeBack(form, index) {
  const [{ file }] = of(form).splice(index, 1);
  show(form);
  tell(form, desk(form).dataset.back.replace("{name}", file.name), false);
  const buttons = desk(form).querySelectorAll(".chosen button");
  (buttons[Math.min(index, buttons.length - 1)] ?? form.elements.files).focus();
}

// --- Showing what was chosen -----------------------------

function show(form) {
  const kept = of(form), part = desk(form), list = part.querySelector("[data-chosen]");
  const carried = new DataTransfer(); // the field holds them too: a form that is sent without this file sends them
  kept.forEach(({ file }) => carried.items.add(file));
  form.elements.files.files = carried.files;
  form.elements.body.required = !kept.length;
  form.carry = kept.length ? carry : null;
  const plain = part.querySelector("[data-plain-alt]");
  plain.hidden = true;
  plain.querySelector("textarea").disabled = true;
  part.querySelector("[data-more]").hidden = false;
  const again = part.querySelector("[data-choose-again]");
  if (again && kept.length) again.hidden = true;
  if (kept.length) part.open = true;
  list.hidden = !kept.length;
  list.replaceChildren(...kept.map((one, index) => line(form, part, one, index)));
}

function line(form, part, one, index) {
  const item = part.querySelector("template").content.firstElementChild.cloneNode(true);
  item.querySelector("bdi").textContent = one.file.name;
  item.querySelector("div > small").textContent = size(one.file.size);
  item.querySelector("button .vh").append(one.file.name);
  item.querySelector("button").addEventListener("click", () => takeBack(form, index));
  const alt = item.querySelector("input"); // of each file, so that words and files stand in the same order
  alt.value = one.alt;
  alt.addEventListener("input", () => { one.alt = alt.value; });
  if (SHOWN.has(one.file.type)) {
    alt.parentElement.hidden = false;
    picture(item.querySelector("canvas"), one.file);
  }
  return item;
}

async function picture(canvas, file) {
  try {
    const bitmap = await createImageBitmap(file);
    const side = Math.min(bitmap.width, bitmap.height);
    const [x, y] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
    canvas.getContext("2d").drawImage(bitmap, x, y, side, side, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    canvas.hidden = false;
  } catch { /* the server will say what is wrong with it */ }
}

// --- Sending: what live.js asks instead of `fetch` -------

function carry(address, { body, headers }) {
  const form = this;
  const { dataset } = desk(form), bar = desk(form).querySelector("progress");
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const fail = () => { bar.hidden = true; tell(form, dataset.failed); failed(new TypeError("not sent")); };
    request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = 100 * loaded / total; });
    request.addEventListener("error", fail);
    request.addEventListener("load", () => {
      if (request.status === 413 || request.status >= 500) return fail();
      bar.hidden = true;
      tell(form, "");
      done({ status: request.status, text: () => Promise.resolve(request.responseText) });
      // The form that comes back in its place says what is wrong; its files are still those that were chosen.
      setTimeout(() => { const fresh = document.getElementById(form.id); if (fresh) show(fresh); }, 50);
    });
    request.open("POST", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    bar.value = 0;
    bar.hidden = false;
    tell(form, dataset.sending);
    request.send(body);
  });
}

// --- What people do --------------------------------------

document.addEventListener("change", (event) => {
  const form = event.target.matches("input[type=file][name=files]") && event.target.closest(FORM);
  if (form) add(form, [...event.target.files]);
});

document.addEventListener("reset", (event) => {
  if (!event.target.matches(FORM)) return;
  chosen.delete(event.target.id);
  setTimeout(() => { show(event.target); desk(event.target).open = false; });
});

document.addEventListener("paste", (event) => {
  const form = event.target.closest?.(FORM);
  const files = [...(event.clipboardData?.files ?? [])];
  // Words copied from an office program come with their picture: then it is the words one means.
  if (!form || !files.length || event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  add(form, files);
});

const near = (target) => target.closest?.("section, main")?.querySelector(FORM);

for (const type of ["dragover", "drop"]) {
  document.addEventListener(type, (event) => {
    const form = event.dataTransfer?.types.includes("Files") && near(event.target);
    if (!form || event.target.matches("input[type=file]")) return;
    event.preventDefault();
    form.classList.toggle("dropping", type === "dragover");
    if (type === "drop") add(form, [...event.dataTransfer.files]);
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelectorAll(".dropping").forEach((form) => form.classList.remove("dropping"));
});

for (const form of document.querySelectorAll(FORM)) {
  const { files } = form.elements.files; // a browser that comes back to a page may have kept them
  if (files.length) add(form, [...files]); else show(form);
}
