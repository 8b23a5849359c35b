// Copies the text of another element (recovery codes, a calendar's address): <button data-copy="id" hidden>.
// <button data-print hidden> prints the page.
import { island } from "../island";
import { words } from "../words";
import { say } from "./status-line";

island("[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const source = document.getElementById(button.dataset.copy ?? "");
    const text = source instanceof HTMLInputElement ? source.value : (source?.innerText ?? "");
    void navigator.clipboard.writeText(text).then(
      () => say(words.copied),
      () => say(words.failure),
    );
  });
});

island("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
