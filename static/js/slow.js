// The quiet countdown of a slowed talk: the server said how long to wait, and checks again whatever is shown here.

const until = new WeakMap(); // line -> the moment at which its reader may speak again

function tick() {
  for (const line of document.querySelectorAll("[data-wait]")) {
    if (!until.has(line)) until.set(line, Date.now() + Number(line.dataset.wait) * 1000);
    const left = Math.ceil((until.get(line) - Date.now()) / 1000);
    if (left > 0) {
      line.textContent = line.dataset.words.replace("{left}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    } else {
      line.textContent = line.dataset.free;
      line.removeAttribute("data-wait");
    }
  }
}

tick();
setInterval(tick, 1000);
