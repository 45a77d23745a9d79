// The clocks of a form with a time, and the chips that fill in a day. Without this file one types both.

// A browser that does not know a zone throws.
const attempt = (action) => {
  try { return action(); } catch { return null; }
};

// --- Whose clock: the times of a form are on the clock of its field for the zone --------------------------------
// The server says when it made the page; from then on this device only measures what has passed. Its own clock may be
// wrong, and the page may stay open over midnight.
const clocks = new WeakMap(); // of a form: its zone, and now
function wallIn(zone, at) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}
function momentOf(wall, zone) {
  const meant = Date.parse(`${wall}Z`);
  const ahead = (at) => Date.parse(`${wallIn(zone, at)}Z`) - at;
  return meant - ahead(meant - ahead(meant));
}
function startClock(clock) {
  const field = document.getElementById(clock.dataset.clock);
  const zone = document.getElementById(clock.dataset.zone);
  const started = Date.now();
  const made = Date.parse(clock.dataset.now);
  const first = zone.defaultValue; // a city, or what was typed; data-zone-key is the zone that the server reads in it
  const now = () => new Date(made + Date.now() - started);
  const key = () => attempt(() => wallIn(zone.value, now()) && zone.value) ?? clock.dataset.zoneKey;
  const wall = (at) => attempt(() => wallIn(key(), at)) ?? "";
  clocks.set(field.form, { today: () => wall(now()).slice(0, 10), zone });

  const cities = JSON.parse(clock.dataset.cities);
  const timeOf = (name) => {
    const city = name.slice(name.lastIndexOf("/") + 1);
    return `${cities[city] ?? city.replaceAll("_", " ")} time`;
  };
  const label = document.querySelector(`label[for="${field.id}"]`)?.firstChild;
  const said = label?.textContent ?? "";
  const offer = clock.querySelector("[data-clock-offer]");
  const use = offer.querySelector("[data-clock-use]");
  const settings = offer.querySelector("[data-clock-settings]");
  const device = attempt(() => Intl.DateTimeFormat().resolvedOptions().timeZone) ?? "";
  const isPlace = device.includes("/") && !device.startsWith("Etc/");
  const show = () => {
    if (label) label.textContent = zone.value === first ? said : said.replace(/\(.*\)/, `(${timeOf(zone.value)})`);
    const meant = Date.parse(`${field.value}Z`); // near enough: what is asked is whether two clocks show the same
    const at = Number.isNaN(meant) ? now() : new Date(meant);
    const isUsed = key() === device && zone.value !== first;
    offer.hidden = !isUsed && !(isPlace && wall(at) && wall(at) !== wallIn(device, at));
    if (offer.hidden) return;
    offer.querySelector("[data-clock-said]").textContent =
      isUsed ? `This form uses ${timeOf(device)} now.` : `Your device is on ${timeOf(device)}.`;
    use.textContent = `Use ${timeOf(isUsed ? clock.dataset.zoneKey : device)} here`;
    settings.textContent = `Use ${timeOf(device)} from now on`;
    settings.search = new URLSearchParams({ zone: device });
  };
  // What was saved stays the same moment, and its digits change. Digits that were typed stay: they were read off a clock.
  const moment = () => attempt(() => momentOf(field.value, key())) ?? NaN;
  const wasTyped = document.querySelector("[data-error-summary], [data-not-saved]");
  const saved = wasTyped ? NaN : attempt(() => momentOf(field.defaultValue, clock.dataset.zoneKey)) ?? NaN;
  use.addEventListener("click", () => {
    const isSaved = moment() === saved;
    zone.value = zone.value === device ? first : device;
    if (isSaved) field.value = wall(saved);
    zone.dispatchEvent(new Event("input", { bubbles: true }));
  });
  zone.addEventListener("input", show);
  field.addEventListener("input", show);
  show();
}

// --- Today, Yesterday, Another day: chips that fill one date field ---------------------------------------------
// The day is the one of the press, on the clock of the form.
function dayBefore(day, days) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}
function startDayChips(chips) {
  const field = document.getElementById(chips.dataset.dayChips);
  const clock = clocks.get(field?.form);
  if (!clock?.today()) return;
  const type = "datetime-local"; // it may stand here as text, with what no picker can show
  const dayOf = (chip) => (chip === "other" ? "" : dayBefore(clock.today(), Number(chip)));
  let held = ""; // the day that was tapped, while the field asks only for its time
  const show = () => {
    const day = field.type === type ? field.value.slice(0, 10) : held;
    const chosen = day === dayOf("0") ? "0" : day === dayOf("1") ? "1" : day ? "other" : "";
    chips.querySelectorAll("input").forEach((radio) => { radio.checked = radio.value === chosen; });
  };
  const put = (value) => {
    field.type = type;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const join = () => { if (field.type === "time" && field.value) put(`${held}T${field.value}`); };
  field.addEventListener("blur", join);
  field.form.addEventListener("submit", join);
  chips.addEventListener("change", (event) => {
    const time = { [type]: field.value.slice(11, 16), time: field.value }[field.type] ?? "";
    held = dayOf(event.target.value);
    if (held && time) {
      put(`${held}T${time}`);
    } else if (held) {
      field.type = "time"; // no hour is made up: the field asks for it
      field.focus();
    } else {
      field.type = type;
      field.focus();
      try { field.showPicker(); } catch { /* not offered here: the field has the focus, which is enough */ }
    }
  });
  field.addEventListener("input", show);
  clock.zone.addEventListener("input", show);
  document.addEventListener("visibilitychange", show); // it may be tomorrow
  chips.classList.add("is-on");
  show();
}

// --- The clock of this device, chosen for whoever has not chosen one --------------------------------------------
function chooseDeviceZone(note) {
  const zone = document.getElementById(note.dataset.deviceZone);
  const device = attempt(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const isListed = [...zone.options].some((option) => option.value === device);
  if (zone.value || !isListed || device === note.dataset.campusZone || document.querySelector("[data-error-summary]")) return;
  zone.value = device;
  note.hidden = false;
}

export function start(root) {
  root.querySelectorAll("[data-clock]").forEach(startClock);
  root.querySelectorAll("[data-day-chips]").forEach(startDayChips);
  root.querySelectorAll("[data-device-zone]").forEach(chooseDeviceZone);
}
