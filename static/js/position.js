// Fills in the position that the browser gives, only once it is asked to. Without this file one writes it by hand.

const form = document.querySelector("form[data-position]");
const ask = form?.querySelector("[data-ask]");

if (ask && "geolocation" in navigator) {
  const said = ask.querySelector("[role=status]");
  ask.hidden = false;
  ask.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(5);
        form.elements.lat.value = coords.latitude.toFixed(5);
        said.textContent = "";
        form.elements.lon.focus();
      },
      () => { said.textContent = form.dataset.refused; },
      { maximumAge: 0, timeout: 20000 },
    );
  });
}
