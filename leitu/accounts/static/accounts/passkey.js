// Passkeys: asks the browser to make or to use one, and sends its answer as an ordinary form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.excludeCredentials, options.allowCredentials]) {
    for (const one of list ?? []) one.id = bytes(one.id);
  }
  return options;
}

function sendable(credential) {
  const given = credential.response;
  const response = { clientDataJSON: text(given.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[name]) response[name] = text(given[name]);
  }
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

for (const area of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  area.hidden = false;
  for (const other of document.querySelectorAll("[data-no-passkey]")) other.hidden = true;
  const form = area.querySelector("form");
  const field = form.elements.namedItem("credential");
  // Before ui/forms.js sees the submit: it guards against a second one.
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const publicKey = readable(JSON.parse(area.dataset.options).publicKey);
    try {
      field.value = sendable(await navigator.credentials[area.dataset.passkey]({ publicKey }));
    } catch {
      return; // closed by the user, or no fitting key: the page stays, the other ways are below
    }
    form.requestSubmit();
  }, { capture: true });
}
