// A button behind each password field that shows what was typed: large fingers on small keys need to see.
const words = document.getElementById("reveal").dataset;

for (const field of document.querySelectorAll("input[data-reveal]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lt-btn is-quiet is-small";
  const say = () => { button.textContent = field.type === "password" ? words.show : words.hide; };
  button.addEventListener("click", () => {
    field.type = field.type === "password" ? "text" : "password";
    say();
  });
  // Never left visible when the form is sent: browsers would offer the text as an ordinary value later.
  field.form?.addEventListener("submit", () => { field.type = "password"; });
  say();
  field.after(button);
}
