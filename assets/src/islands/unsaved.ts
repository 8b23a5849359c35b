// Warns before leaving a form that was changed and not sent: <form data-warn-unsaved>.
import { island } from "../island";

const changed = new Set<HTMLFormElement>();

island("form[data-warn-unsaved]", (element) => {
  const form = element as HTMLFormElement;
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("submit", () => changed.delete(form));
  form.addEventListener("preau:saved", () => changed.delete(form));
});

addEventListener("beforeunload", (event) => {
  // A form that a fragment replaced can no longer lose anything.
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
