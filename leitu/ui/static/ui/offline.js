// Visits are filled in where there may be no network: a form inside [data-unit] is sent by this module, and what
// cannot be sent now waits on this device and goes by itself as soon as it can. Without scripts it is an ordinary form.

const PREFIX = "leitu-offline";
const RETRY = 15000;
const KEEP = 60 * 24 * 3600 * 1000;
const user = document.body.dataset.user || "0";
const box = document.getElementById("offline-box");
const words = box?.dataset || {};
let sending = false;

const keyOf = (id) => `${PREFIX}:${user}:${id}`;

function waiting() {
  const found = [];
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(`${PREFIX}:${user}:`)) continue;
    try {
      found.push([key, JSON.parse(localStorage.getItem(key))]);
    } catch {
      localStorage.removeItem(key);
    }
  }
  return found.sort((a, b) => a[1].at - b[1].at);
}

// Another account on the same phone never sees what one has written, and nothing stays for ever.
for (const key of Object.keys(localStorage)) {
  if (!key.startsWith(`${PREFIX}:`) || key.startsWith(`${PREFIX}:${user}:`)) continue;
  localStorage.removeItem(key);
}

function show(id, tone, text, href = "", refused = false) {
  let line = box.querySelector(`[data-line="${id}"]`);
  if (!line) {
    line = document.createElement("div");
    line.dataset.line = id;
    box.append(line);
  }
  line.className = `lt-alert is-${tone}`;
  const part = document.createElement("p");
  part.textContent = text;
  line.replaceChildren(part);
  if (href || refused) {
    const link = document.createElement("a");
    link.href = href || "#";
    link.textContent = href ? words.look : words.again;
    if (refused) link.addEventListener("click", (event) => { event.preventDefault(); again(id); });
    part.append(" ", link);
  }
  box.hidden = false;
}

function again(id) {
  const key = keyOf(id);
  const one = JSON.parse(localStorage.getItem(key));
  delete one.refused;
  localStorage.setItem(key, JSON.stringify(one));
  flush();
}

function firstProblem(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const said = page.querySelector(".lt-error-box li, .lt-error-box p, .lt-lead, .lt-error, h1");
  return said ? said.textContent.trim() : "";
}

// One visit: true when it is settled (arrived, or refused with a reason that is kept beside it).
async function send(key, one) {
  const body = new URLSearchParams(one.values);
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
  body.set("csrfmiddlewaretoken", token);
  const answer = await fetch(one.action, {
    method: "POST",
    body,
    headers: { "HX-Request": "true", "X-CSRFToken": token },
    credentials: "same-origin",
  });
  const target = answer.headers.get("HX-Redirect") || "";
  if (answer.status === 204) {
    localStorage.removeItem(key);
    show(one.id, "good", words.sent + one.name, target);
    done(one);
  } else if (target || answer.redirected) {
    show(one.id, "warn", words.signIn + one.name, target || answer.url);
  } else if (answer.status >= 400 && answer.status < 500) {
    one.refused = firstProblem(await answer.text());
    localStorage.setItem(key, JSON.stringify(one));
    show(one.id, "bad", `${words.refused}${one.name} ${one.refused}`, "", true);
    const form = formOf(one);
    if (form) form.hidden = false; // what was refused can be put right and sent again
  } else {
    throw new Error(String(answer.status));
  }
}

function formOf(one) {
  return [...document.querySelectorAll("[data-unit] form")].find((each) => each.dataset.visit === one.id);
}

function done(one) {
  const form = formOf(one);
  const visit = form?.closest("[data-unit]");
  if (!visit) return;
  visit.classList.add("is-sent");
  if (visit.tagName === "DETAILS") visit.open = false;
  form.hidden = true;
}

async function flush() {
  if (sending) return;
  sending = true;
  try {
    for (const [key, one] of waiting()) {
      if (Date.now() - one.at > KEEP) localStorage.removeItem(key);
      else if (one.refused) show(one.id, "bad", `${words.refused}${one.name} ${one.refused}`, "", true);
      else await send(key, one);
    }
  } catch {
    for (const [, one] of waiting()) if (!one.refused) show(one.id, "info", words.kept + one.name);
  } finally {
    sending = false;
  }
}

function isWhole(form) {
  const names = new Set([...form.querySelectorAll("input[type=radio]")].map((one) => one.name));
  for (const name of names) {
    const chosen = form.querySelector(`input[name="${name}"]:checked`);
    const first = form.querySelector(`input[name="${name}"]`);
    if (!chosen) return first;
    const note = chosen.value === "problem" && chosen.closest(".lt-look").querySelector("textarea");
    if (note && !note.value.trim()) return note;
  }
  return null;
}

if (box) {
  for (const visit of document.querySelectorAll("[data-unit]")) {
    const form = visit.querySelector("form");
    form.dataset.visit = form.elements.client_key.value;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const missing = isWhole(form);
      const name = visit.dataset.unit;
      const id = form.dataset.visit;
      if (missing) {
        show(id, "warn", words.missing);
        missing.closest(".lt-look").classList.add("has-error");
        missing.focus();
        missing.closest(".lt-look").scrollIntoView({ block: "center" });
        return;
      }
      const values = [...new FormData(form)].filter(([field]) => field !== "csrfmiddlewaretoken");
      const one = { id, name, action: form.action, at: Date.now(), values };
      localStorage.setItem(keyOf(id), JSON.stringify(one));
      const draft = form.dataset.draft;
      if (draft) localStorage.removeItem(`leitu-draft:${user}:${draft}`);
      form.hidden = true;
      form.dataset.sending = "1"; // nothing here is unsaved any more
      if (visit.tagName === "DETAILS") visit.open = false;
      box.scrollIntoView({ block: "center" });
      show(id, "info", words.kept + name);
      flush();
    });
  }
  for (const [, one] of waiting()) show(one.id, "info", words.kept + one.name);
  flush();
  window.addEventListener("online", flush);
  window.setInterval(flush, RETRY);
}
