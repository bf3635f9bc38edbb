// On a phone the tabs of a space are one line that slides: the page one reads stands in sight.

for (const list of document.querySelectorAll(".tabs ul")) {
  const here = list.querySelector("[aria-current]");
  if (here) list.scrollLeft = here.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
}
