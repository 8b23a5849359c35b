// Show or hide a password, and its strength as the server judges it while one writes.
//
//   <input type="password" id="p" data-strength-url="/compte/force"> <button data-show-password="p" hidden>
//   <div class="password-strength" data-strength-for="p" hidden><meter min="0" max="4"></meter><span role="status">
//
// The server receives the field under its name and answers {"score": 0 to 4, "message": "…"}.
import { post, reply } from "../http";
import { island } from "../island";
import { words } from "../words";

const pause = 350;

island("[data-show-password]", (button) => {
  const field = document.getElementById(button.dataset.showPassword ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  const label = button.querySelector("[data-label]") ?? button;
  const show = (visible: boolean) => {
    field.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
    label.textContent = visible ? words.hidePassword : words.showPassword;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    show(field.type === "password");
    field.focus();
  });
  // A password left in clear would be offered again by the browser as ordinary text.
  field.form?.addEventListener("submit", () => show(false));
});

island("input[data-strength-url]", (element) => {
  const field = element as HTMLInputElement;
  const output = document.querySelector<HTMLElement>(`[data-strength-for="${CSS.escape(field.id)}"]`);
  if (!output) return;
  let timer = 0;
  let asked = 0;
  const judge = async () => {
    const turn = ++asked;
    const body = new URLSearchParams({ [field.name]: field.value });
    const answer = await post(field.dataset.strengthUrl ?? "", body, field.form).then(
      async (response) => (response.ok ? reply(response) : null),
      () => null,
    );
    // Only the last question counts; a meter without an answer says nothing.
    if (turn !== asked) return;
    output.hidden = !answer || field.value === "";
    if (answer) show(output, Number(answer.score), answer.message ?? "");
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void judge(), pause);
  });
});

function show(output: HTMLElement, score: number, message: string): void {
  const meter = output.querySelector("meter");
  if (meter) {
    // Too weak, bearable, good: the browser colours the meter from these bounds, the words say the rest.
    Object.assign(meter, { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: score || 0 });
  }
  const text = output.querySelector("[role=status]");
  if (text) text.textContent = message;
}
