// Before a session ends for want of use: ask, and keep what was typed (WCAG 2.2.1). Whoever types or reads on is not idle.

const seconds = Number(document.body.dataset.idle || 0);
const address = document.body.dataset.stillHere;
const dialog = document.getElementById("still-here");
const ASK_BEFORE = 120;
const TELL_EVERY = 300;
let told = Date.now();
let timer = 0;

async function tell() {
  told = Date.now();
  plan();
  try {
    await fetch(address, { credentials: "same-origin", cache: "no-store" });
  } catch {
    // Without a network the question comes again in its time; what is typed stays on the device.
  }
}

function plan() {
  window.clearTimeout(timer);
  timer = window.setTimeout(ask, Math.max(0, told + (seconds - ASK_BEFORE) * 1000 - Date.now()));
}

function ask() {
  if (!dialog.open) dialog.showModal();
}

if (seconds && address && dialog?.showModal) {
  plan();
  for (const kind of ["keydown", "pointerdown", "scroll"]) {
    document.addEventListener(kind, () => {
      if (!dialog.open && Date.now() - told > TELL_EVERY * 1000) tell();
    }, { passive: true, capture: true });
  }
  document.addEventListener("htmx:afterRequest", () => { told = Date.now(); plan(); });
  dialog.addEventListener("close", tell);
}
