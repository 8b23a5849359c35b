// The composer: the signature of the address chosen is the one shown, and files dropped on the form, or chosen in its
// field, are joined at once. Without script the page is drawn again by its buttons.
//
//   <select data-signatures> … <p data-signature="address" hidden>
import { island } from "../island";

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
