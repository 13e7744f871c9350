// 朗读: the page read aloud by the browser itself, part after part, what is being read is marked. Nothing leaves the device.

const PARTS = "h1, h2, h3, p, li, dt, dd, th, td, legend, label, .lt-tile, .lt-btn";
const SILENT = "[hidden], .visually-hidden, [aria-hidden=true], dialog, template, script, .lt-crumbs";

const button = document.querySelector("[data-read]");
const speech = window.speechSynthesis;
let parts = [];
let marked = null;

function visible(element) {
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && !element.closest(SILENT);
}

// The innermost parts only: a list item that holds paragraphs is read once, not twice.
function collect() {
  return [...document.querySelectorAll(PARTS.split(", ").map((one) => `#main ${one}`).join(", "))]
    .filter((element) => visible(element) && !element.querySelector(PARTS))
    .map((element) => [element, element.innerText.replace(/[●▲■○◇※◎◆□×－]/g, "").replace(/\s+/g, " ").trim()])
    .filter(([, text]) => text && text !== "—");
}

function mark(element) {
  marked?.classList.remove("lt-being-read");
  marked = element;
  if (!element) return;
  element.classList.add("lt-being-read");
  element.scrollIntoView({ block: "nearest" });
}

function stop() {
  parts = [];
  speech.cancel();
  mark(null);
  button.textContent = button.dataset.read;
  button.setAttribute("aria-pressed", "false");
}

function next() {
  const part = parts.shift();
  if (!part) {
    stop();
    return;
  }
  const [element, text] = part;
  mark(element);
  const words = new SpeechSynthesisUtterance(text);
  words.lang = { "zh-hans": "zh-CN", "zh-hant": "zh-TW" }[document.documentElement.lang] || document.documentElement.lang;
  words.rate = 0.9;
  words.onend = next;
  words.onerror = stop;
  speech.speak(words);
}

if (button && speech && window.SpeechSynthesisUtterance) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      stop();
      return;
    }
    speech.cancel();
    parts = collect();
    button.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    next();
  });
  window.addEventListener("pagehide", () => speech.cancel());
}
