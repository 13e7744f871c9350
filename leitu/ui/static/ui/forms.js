// Forms: one click is one submit, drafts stay on this device, nobody loses what he typed.

const PREFIX = "leitu-draft";
const EVERY = 3000;
const PATIENCE = 15000;
const KEEP = 7 * 24 * 3600 * 1000;
const PRIVATE = new Set(["password", "hidden", "file", "submit", "button"]);

const user = document.body.dataset.user || "0";
const storage = (() => {
  try {
    window.localStorage.getItem(PREFIX);
    return window.localStorage;
  } catch {
    return null;
  }
})();

const keyOf = (form) => `${PREFIX}:${user}:${form.dataset.draft}`;

function kept(form) {
  // Fields that the browser must not remember (identity numbers …) are not kept here either.
  return [...form.elements].filter((e) => e.name && !PRIVATE.has(e.type) && e.autocomplete !== "off" && !e.readOnly);
}

function valuesOf(form) {
  return kept(form).map((e) => [e.name, e.type === "checkbox" || e.type === "radio" ? [e.value, e.checked] : e.value]);
}

function restore(form, values) {
  const fields = kept(form);
  for (const [name, value] of values) {
    const [content, checked] = Array.isArray(value) ? value : [value, null];
    const field = fields.find((e) => e.name === name && (checked === null || e.value === content));
    if (!field) continue;
    if (checked === null) field.value = content;
    else field.checked = checked;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function read(key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

function forget(test) {
  if (!storage) return;
  for (const key of Object.keys(storage)) {
    if (key.startsWith(`${PREFIX}:`) && test(key, read(key))) storage.removeItem(key);
  }
}

// Drafts of other users and old ones go; a sent one goes as soon as another page has opened.
const present = new Set([...document.querySelectorAll("form[data-draft]")].map(keyOf));
forget((key, draft) =>
  !draft || !key.startsWith(`${PREFIX}:${user}:`) || Date.now() - draft.at > KEEP || (draft.sent && !present.has(key)));

for (const form of document.querySelectorAll("form[data-draft]")) {
  if (!storage) break;
  const key = keyOf(form);
  const opened = JSON.stringify(valuesOf(form));
  const draft = read(key);
  const failed = form.querySelector(".lt-error-box") !== null;
  if (draft && !failed && JSON.stringify(draft.values) !== opened) offer(form, key, draft);
  let last = opened;
  const save = (sent) => {
    const now = JSON.stringify(valuesOf(form));
    if (!sent && now === last) return;
    last = now;
    if (now === opened && !sent) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify({ at: Date.now(), sent, values: JSON.parse(now) }));
  };
  window.setInterval(() => save(false), EVERY);
  form.addEventListener("submit", () => save(true));
}

function offer(form, key, draft) {
  const template = document.getElementById("draft-offer");
  if (!template) return;
  const box = template.content.firstElementChild.cloneNode(true);
  box.querySelector("time").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, {
    month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit",
  });
  box.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-do]")?.dataset.do;
    if (!choice) return;
    if (choice === "restore-draft") restore(form, draft.values);
    else storage.removeItem(key);
    box.remove();
  });
  form.prepend(box);
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-forget-drafts]")) forget(() => true);
});

// One click, one submit. The button is not disabled at once: its name and value have to be sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-once]") || form.method === "get") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  const word = event.submitter?.querySelector("span");
  window.setTimeout(release, PATIENCE);
  window.setTimeout(() => {
    event.submitter?.setAttribute("aria-busy", "true");
    if (word && event.submitter.dataset.busy) word.textContent = event.submitter.dataset.busy;
  }, 0);
});
// Back from the next page, or after an answer that is a file: the form may be sent again (the server knows equal submits).
function release() {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
}
window.addEventListener("pageshow", release);

// Leaving with unsaved words asks first.
const changed = new WeakSet();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-once]") && form.method !== "get") changed.add(form);
});
window.addEventListener("beforeunload", (event) => {
  const unsaved = [...document.forms].some((form) => changed.has(form) && !form.dataset.sending);
  if (unsaved) event.preventDefault();
});

// A file can be dropped on its field.
for (const area of document.querySelectorAll("[data-drop]")) {
  const field = area.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) {
    area.addEventListener(kind, (event) => { event.preventDefault(); area.classList.add("is-over"); });
  }
  for (const kind of ["dragleave", "drop"]) area.addEventListener(kind, () => area.classList.remove("is-over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
