// Who is in the room now, in one quiet line. The socket tells it to the members of the space; nobody else has the line.

const { person } = document.documentElement.dataset;
const { lang } = document.documentElement;

// « Bob Nativel, Erin Fontaine et vous »; of many, the first few and how many others; of a crowd, how many.
function inWords(line, { present, n }) {
  const { you, one, others, crowd } = line.dataset;
  if (!present.length) return n ? crowd.replace("{n}", n) : "";
  const names = present.filter(([who]) => String(who) !== person).map(([, name]) => name);
  const rest = n - present.length;
  if (names.length < present.length) names.push(you);
  if (names.length === 1 && names[0] === you && !rest) return ""; // alone
  if (rest) names.push(rest === 1 ? one : others.replace("{n}", rest));
  return new Intl.ListFormat(lang, { type: "conjunction" }).format(names);
}

document.addEventListener("palabre:present", ({ detail }) => {
  const line = document.querySelector(`[data-present="${detail.stream}"]`);
  if (!line) return;
  const words = inWords(line, detail);
  line.textContent = words && line.dataset.here + words;
});
