// The line at the foot of the window: what was just done, and the way to undo it. A server fragment in it
// goes away by itself after data-dismiss-after milliseconds, never while it is pointed at or focused.
import { element, icon } from "../build";
import { island } from "../island";
import { words } from "../words";

export function say(text: string): void {
  const line = document.querySelector("#status-line");
  if (!line) return;
  const message = element("div", { "data-dismiss-after": "8000" }, element("p", {}, text), closing());
  line.replaceChildren(message);
  dismissLater(message);
}

function closing(): HTMLButtonElement {
  const button = element("button", { type: "button", class: "btn btn-icon", "aria-label": words.close }, icon("close"));
  button.addEventListener("click", () => button.closest("#status-line > *")?.remove());
  return button;
}

function dismissLater(message: HTMLElement): void {
  const delay = Number(message.dataset.dismissAfter);
  if (!delay) return;
  const attempt = () => {
    if (message.matches(":hover, :focus-within")) setTimeout(attempt, 2000);
    else message.remove();
  };
  setTimeout(attempt, delay);
}

island("#status-line > [data-dismiss-after]", dismissLater);
