// Menus, dialogs, copying, printing, large type, and what htmx needs to say. Everything works without it too.

const live = () => document.getElementById("live");

export function announce(text) {
  const region = live();
  if (!region) return;
  region.textContent = "";
  window.setTimeout(() => { region.textContent = text; }, 50);
}

// Menus close on a click outside and on Escape, which gives the focus back.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.lt-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.lt-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Dialogs: the link leads to a page of its own when there is no dialog.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog?.showModal && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    dialog.showModal();
  }
});

async function copy(field, button) {
  field.focus();
  field.select();
  let done = false;
  try {
    await navigator.clipboard.writeText(field.value);
    done = true;
  } catch {
    done = document.execCommand("copy"); // plain http has no clipboard interface
  }
  const word = button.querySelector("span");
  const before = word.textContent;
  if (done) {
    word.textContent = button.dataset.done;
    announce(button.dataset.done);
    window.setTimeout(() => { word.textContent = before; }, 2000);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-do]");
  if (!button) return;
  if (button.dataset.do === "print") window.print();
  if (button.dataset.do === "close") button.closest("dialog")?.close();
  if (button.dataset.do === "copy") copy(document.getElementById(button.dataset.target), button);
});

// Large type: with a half-filled form it is switched in place; else the page comes anew, with fewer things on it.
let typed = false;
document.addEventListener("input", (event) => { typed = typed || Boolean(event.target.form); });
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-big-switch]");
  if (!link || event.ctrlKey || event.metaKey || !typed) return;
  event.preventDefault();
  const big = document.documentElement.classList.toggle("big");
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `big=${big ? 1 : 0}; path=/; max-age=31536000; SameSite=Lax${secure}`;
  link.textContent = big ? link.dataset.toNormal : link.dataset.toBig;
  const next = new URL(link.href);
  next.searchParams.set("big", big ? "0" : "1");
  link.href = next;
});

// htmx: an error answer is shown where it can be seen; what was typed stays.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422) event.detail.shouldSwap = true;
});
function showProblem(html) {
  const box = document.querySelector(".lt-messages");
  if (!box) return;
  box.replaceChildren(html);
  box.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 422) return;
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const problem = page.querySelector(".lt-error-box");
  if (problem) showProblem(problem);
});
document.addEventListener("htmx:sendError", () => {
  const words = document.body.dataset.offline;
  const box = document.createElement("div");
  box.className = "lt-alert is-warn";
  box.textContent = words;
  showProblem(box);
});
