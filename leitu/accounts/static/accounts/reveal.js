// One button in each form that shows its passwords: large fingers on small keys need to see what they typed.
const words = document.getElementById("reveal").dataset;

for (const form of document.forms) {
  const fields = [...form.querySelectorAll("input[data-reveal]")];
  if (!fields.length) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lt-btn is-quiet is-small";
  const set = (type) => {
    for (const field of fields) field.type = type;
    button.textContent = type === "password" ? words.show : words.hide;
  };
  button.addEventListener("click", () => set(fields[0].type === "password" ? "text" : "password"));
  // Never left visible when the form is sent: browsers would keep the text as an ordinary value.
  form.addEventListener("submit", () => set("password"));
  set("password");
  fields.at(-1).after(button);
}
