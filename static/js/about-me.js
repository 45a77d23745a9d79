// Counts the words, and reads along at the pace of speech. Without this file the page says how long it takes.

const place = document.querySelector("[data-aloud]");
const field = document.getElementById(place.dataset.aloud);
const pace = Number(place.dataset.wordsAMinute);
const button = place.querySelector("[data-read]");
const reading = document.querySelector("[data-reading]");
const wordsOf = () => field.value.split(/\s+/u).filter(Boolean);

function count() {
  const words = wordsOf().length;
  place.querySelector("[data-words]").textContent = words;
  place.querySelector("[data-seconds]").textContent = Math.round((60 * words) / pace);
  button.hidden = words === 0;
}

let timer;
function stop() {
  clearInterval(timer);
  timer = undefined;
  reading.hidden = true;
  button.textContent = "Read along";
}
function start() {
  const spans = wordsOf().map((word) => Object.assign(document.createElement("span"), { textContent: `${word} ` }));
  reading.replaceChildren(...spans);
  reading.hidden = false;
  button.textContent = "Stop";
  let said = 0;
  timer = setInterval(() => {
    if (said === spans.length) stop();
    else spans[said++].classList.add("is-said");
  }, 60000 / pace);
}
button.addEventListener("click", () => (timer ? stop() : start()));
field.addEventListener("input", () => {
  if (timer) stop();
  count();
});
count();
