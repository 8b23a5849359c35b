// The composer: the signature of the address chosen is the one shown, files dropped on the form, or chosen in its field,
// are joined at once, and a person chosen among the suggestions goes with what is sent, however soon. Without script the
// page is drawn again by its buttons.
//
//   <select data-signatures> … <p data-signature="address" hidden>
import { island } from "../island";
import { leavesAfter } from "../leaving";

island("select[data-signatures]", (element) => {
  const select = element as HTMLSelectElement;
  select.addEventListener("change", () => {
    for (const shown of select.form?.querySelectorAll<HTMLElement>("[data-signature]") ?? []) {
      shown.hidden = shown.dataset.signature !== select.value;
    }
  });
});

island("form.composer[data-upload]", (element) => {
  const form = element as HTMLFormElement;
  const field = form.querySelector<HTMLInputElement>('input[type="file"][name="file"]');
  const join = form.querySelector<HTMLButtonElement>('button[formenctype="multipart/form-data"]');
  if (!field || !join) return;
  const leave = () => {
    // Too large a file is told beside the field and stays.
    if (field.files?.length && field.checkValidity()) form.requestSubmit(join);
  };
  field.addEventListener("change", leave);
  const carries = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  form.addEventListener("dragover", (event) => {
    if (carries(event)) event.preventDefault();
  });
  form.addEventListener("drop", (event) => {
    // An image dropped into the text has been taken by the editor.
    if (!carries(event) || event.defaultPrevented || !event.dataTransfer) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

// The address of whoever was chosen comes with an answer of the server: the form leaves after it, and it is saved as
// what is typed is.
island("form.composer", (element) => {
  const form = element as HTMLFormElement;
  form.addEventListener("htmx:beforeSend", (event) => {
    const { xhr, requestConfig, target } = (event as CustomEvent).detail;
    if (requestConfig.verb !== "post") return;
    // However it ends, and after htmx has put it in its place: without it the server tells what is wrong.
    const answered = new Promise((resolve) => xhr.addEventListener("loadend", resolve));
    leavesAfter(form, answered);
    void answered.then(() => {
      // What was pressed is gone: one goes on behind the name, unless one writes elsewhere by now.
      const field = document.getElementById(target.id)?.querySelector("input");
      if (field && (document.activeElement ?? document.body) === document.body) {
        field.focus();
        field.setSelectionRange(field.value.length, field.value.length);
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
});
