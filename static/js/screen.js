// A page on the screen of a hall: what is open is asked for again now and then, because time passes; old words leave.

const EVERY = 15_000; // milliseconds
const open = document.querySelector(".screen [data-part]");
const [part] = open.dataset.part.split(" ");
const { stream } = open.closest("[data-stream]").dataset;
setInterval(() => {
  if (!document.hidden) document.dispatchEvent(new CustomEvent("palabre:changed", { detail: { stream, part } }));
}, EVERY);

const list = document.querySelector(".said .messages");
const most = Number(list.dataset.most);
new MutationObserver(() => {
  [...list.querySelectorAll("[data-n]")].slice(0, -most).forEach((message) => {
    const day = message.previousElementSibling;
    if (day?.matches(".day")) (message.nextElementSibling?.matches("[data-n]") ? message : day).remove();
    message.remove();
  });
}).observe(list, { childList: true });

// Nobody moves a mouse before it: the machine is asked not to fall asleep.
const stayAwake = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
