// Asks once before what cannot be undone, naming what goes: data-confirm="…" on a form, its button or a
// link (data-confirm-action names the button that says yes). hx-confirm asks through the same dialog.
import { element } from "../build";
import { words } from "../words";

export function ask(question: string, asker: HTMLElement): Promise<boolean> {
  const yes = element("button", { class: "btn btn-danger", value: "yes" }, asker.dataset.confirmAction ?? words.confirm);
  const no = element("button", { class: "btn", value: "" }, words.cancel);
  const title = element("h2", { id: "confirm-title" }, asker.dataset.confirmTitle ?? words.confirm);
  const text = element("p", { id: "confirm-text" }, question);
  const form = element("form", { method: "dialog" }, element("div", { class: "actions actions-end" }, no, yes));
  const labelled = { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" };
  const dialog = element("dialog", { class: "dialog", ...labelled }, title, text, form);
  document.body.append(dialog);
  dialog.showModal();
  // The gentle answer has the focus: Enter by habit destroys nothing.
  no.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (asker.isConnected) asker.focus();
      resolve(dialog.returnValue === "yes");
    });
  });
}

const confirmed = new WeakSet<Element>();

// Both listen before htmx does, so that a form sent by htmx is asked about as well.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    const asker = [event.submitter, form].find((candidate) => candidate instanceof HTMLElement && candidate.dataset.confirm);
    if (!(asker instanceof HTMLElement) || confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(asker.dataset.confirm ?? "", asker).then((yes) => {
      if (!yes) return;
      confirmed.add(form);
      form.requestSubmit(event.submitter);
    });
  },
  true,
);

document.addEventListener(
  "click",
  (event) => {
    const link = (event.target as Element).closest<HTMLElement>("a[data-confirm]");
    if (!link || confirmed.delete(link)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(link.dataset.confirm ?? "", link).then((yes) => {
      if (!yes) return;
      confirmed.add(link);
      link.click();
    });
  },
  true,
);
