// 说一句: a field that carries data-voice can be spoken into, where the device itself turns speech into text. A browser
// that would send the sound to somebody else's machine offers nothing here; its keyboard may have a key for it.

const LANGUAGE = "zh-CN";
const Recogniser = window.SpeechRecognition;
let running = null;

async function hearsHere() {
  if (!Recogniser?.available || !("processLocally" in Recogniser.prototype)) return false;
  try {
    return (await Recogniser.available({ langs: [LANGUAGE], processLocally: true })) === "available";
  } catch {
    return false;
  }
}

function listen(field, button) {
  const hearing = new Recogniser();
  hearing.lang = LANGUAGE;
  hearing.processLocally = true;
  hearing.addEventListener("result", (event) => {
    const said = [...event.results].slice(event.resultIndex).filter((one) => one.isFinal);
    field.value = (field.value + said.map((one) => one[0].transcript).join("")).slice(0, field.maxLength > 0 ? field.maxLength : undefined);
    field.dispatchEvent(new Event("input", { bubbles: true })); // what keeps drafts hears of it
  });
  hearing.addEventListener("end", () => {
    running = null;
    button.textContent = field.dataset.voice;
    button.setAttribute("aria-pressed", "false");
  });
  running = hearing;
  button.textContent = field.dataset.voiceStop;
  button.setAttribute("aria-pressed", "true");
  hearing.start();
}

if (await hearsHere()) {
  for (const field of document.querySelectorAll("[data-voice]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "lt-voice";
    button.textContent = field.dataset.voice;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => (running ? running.stop() : listen(field, button)));
    field.after(button);
  }
}
