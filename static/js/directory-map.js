// A map of points beside a list that says the same: outlines under signs, no tile, all of it by keyboard too.

const STEP = 18; // the closest zoom: markers that share a place spread out there
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

async function read(address) {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function words(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function leading(text, address) {
  const link = words("a", text);
  link.href = address;
  if (window.top !== window.self) link.target = "_blank";
  link.rel = "noopener";
  return link;
}

function told(said, place) {
  const box = document.createElement("div");
  const name = document.createElement("b");
  if (said.source) name.textContent = said.name;
  else name.append(leading(said.name, said.url));
  box.append(name);
  const facts = [];
  if (said.commune) facts.push(said.exact ? said.commune.name : `${said.commune.name} (${place.dataset.around})`);
  facts.push(...(said.families || []), ...said.tags.slice(0, 6));
  if (facts.length) box.append(words("p", facts.join(" · ")));
  if (said.text) box.append(words("p", said.text));
  if (said.source) {
    const from = words("p", `${place.dataset.from} `);
    from.append(leading(said.source.name, said.source.url), `, ${said.source.licence}`);
    box.append(from);
  }
  return box;
}

function signs() {
  const found = {};
  for (const one of document.querySelectorAll("[data-symbol]")) {
    const sign = one.querySelector(".symbol");
    if (sign) found[one.dataset.symbol] = sign;
  }
  return found;
}

function signOf(known, said) {
  const sign = known[said.family] || known[said.kind] || known[""];
  const html = document.createElement("span");
  html.className = "sign";
  if (sign) html.append(sign.cloneNode(true));
  return L.divIcon({ html, className: "", iconSize: [26, 26], iconAnchor: [13, 13], popupAnchor: [0, -12] });
}

function together(place) {
  return L.markerClusterGroup({
    showCoverageOnHover: false, animate: !calm, maxClusterRadius: 44,
    spiderLegPolylineOptions: { weight: 1.5, color: "#857d6b", opacity: 0.9 },
    iconCreateFunction(cluster) {
      const box = document.createElement("span");
      box.append(words("span", String(cluster.getChildCount())));
      const more = words("span", ` ${place.dataset.several}`);
      more.className = "vh";
      box.append(more);
      return L.divIcon({ html: box, className: "many", iconSize: [34, 34] });
    },
  });
}

async function draw(place) {
  const [ground, points] = await Promise.all([read(place.dataset.ground), read(place.dataset.features)]);
  place.hidden = false;
  const map = L.map(place, {
    maxZoom: STEP, minZoom: 2, zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm,
  });
  L.control.zoom({ zoomInTitle: place.dataset.closer, zoomOutTitle: place.dataset.wider }).addTo(map);
  const under = L.geoJSON(ground, { interactive: false, style: { className: "ground", weight: 1, fillOpacity: 1 } }).addTo(map);
  const known = signs();
  const all = together(place);
  const where = L.latLngBounds([]);
  for (const one of points.features) {
    if (!one.geometry) continue;
    const [lon, lat] = one.geometry.coordinates;
    const marker = L.marker([lat, lon], { icon: signOf(known, one.properties), title: one.properties.name, keyboard: true });
    marker.bindPopup(() => told(one.properties, place), { closeButton: false, maxWidth: 280 });
    marker.on("popupopen", (event) => event.popup.getElement().querySelector("a")?.focus({ preventScroll: true }));
    marker.on("popupclose", () => marker.getElement()?.focus({ preventScroll: true }));
    all.addLayer(marker);
    where.extend([lat, lon]);
  }
  all.on("clusterkeypress", (event) => {
    if (event.originalEvent?.key === "Enter") event.layer.zoomToBounds({ padding: [20, 20] });
  });
  map.addLayer(all);
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  // Far imports would shrink the country to a dot: what is under the map says what it is about.
  const about = under.getBounds().isValid() ? under.getBounds() : where;
  if (about.isValid()) map.fitBounds(about, { padding: [8, 8], maxZoom: 14, animate: false });
  else map.setView([0, 0], 2);
  place.dataset.drawn = points.features.length;
}

for (const place of document.querySelectorAll("[data-points-map]")) {
  draw(place).catch(() => {
    place.hidden = true;
    place.insertAdjacentElement("afterend", words("p", place.dataset.broken)).className = "meta";
  });
}
