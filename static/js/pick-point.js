// A point where one lives, picked on a map without tiles: by a click, or with the arrows. It goes into the two fields
// of the form, and nowhere else. Without this file one writes it by hand.

const figure = document.querySelector("[data-pick]");
const L = window.L;

if (figure && L) {
  const form = figure.closest("form");
  const said = figure.querySelector("[role=status]");
  const sheet = figure.querySelector("[role=application]");
  figure.hidden = false;

  // Its own keys would move the sheet and leave the cross behind.
  const map = L.map(sheet, { attributionControl: false, zoomControl: false, keyboard: false, zoomSnap: 0.5, maxZoom: 19 });
  L.control.zoom({ zoomInTitle: figure.dataset.closer, zoomOutTitle: figure.dataset.farther }).addTo(map);
  const icon = L.divIcon({ className: "pick-cross", iconSize: [40, 40], html: figure.querySelector("template").innerHTML });
  const cross = L.marker([0, 0], { icon, keyboard: false, interactive: false });

  const put = (place) => {
    if (!map.hasLayer(cross)) cross.addTo(map);
    cross.setLatLng(place);
    form.elements.lon.value = place.lng.toFixed(5);
    form.elements.lat.value = place.lat.toFixed(5);
    if (!map.getBounds().pad(-0.1).contains(place)) map.panTo(place, { animate: false });
    said.textContent = figure.dataset.put;
  };

  map.on("click", (event) => put(event.latlng));

  const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  sheet.addEventListener("keydown", (event) => {
    if (event.target !== sheet || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "+" || event.key === "=") map.zoomIn(1, { animate: false });
    else if (event.key === "-") map.zoomOut(1, { animate: false });
    else if (event.key in steps) {
      const [x, y] = steps[event.key];
      const long = event.shiftKey ? 2 : 12;
      const here = map.hasLayer(cross) ? cross.getLatLng() : map.getCenter();
      put(map.containerPointToLatLng(map.latLngToContainerPoint(here).add([x * long, y * long])));
    } else return;
    event.preventDefault();
    if (map.hasLayer(cross)) map.panInside(cross.getLatLng(), { padding: [40, 40], animate: false });
  });

  fetch(figure.dataset.outline, { credentials: "same-origin" })
    .then((answer) => answer.json())
    .then((drawn) => {
      const layer = (what) =>
        L.geoJSON(drawn, {
          filter: (one) => one.properties.what === what,
          interactive: false,
          style: () => ({ className: `pick-${what}` }),
        }).addTo(map);
      const communes = layer("commune");
      const zone = layer("zone");
      map.fitBounds((zone.getLayers().length ? zone : communes).getBounds(), { padding: [60, 60], animate: false });
    })
    .catch(() => { figure.hidden = true; });
}
