// The rich text editor, loaded on demand: Tiptap around a textarea that stays the form's field.
import { Editor } from "@tiptap/core";
import { element } from "../build";
import { extensions } from "./extensions";
import { PanelHost, type Upload } from "./panels";
import { toolbar, type DrawIcon } from "./toolbar";

interface Surroundings {
  icon: DrawIcon;
  say: (text: string) => void;
  upload: Upload | null;
}

export function mountEditor(textarea: HTMLTextAreaElement, { icon, say, upload }: Surroundings): void {
  // A message is simple text with images.
  const kind = textarea.dataset.richText;
  const simple = kind === "simple" || kind === "message";
  const images = kind !== "simple" && upload !== null;
  const surface = element("div", { class: "editor-surface prose" });
  // Pasted and dropped images are sent to the server; never kept inside the text as data.
  const insertFiles = (files: FileList | undefined): boolean => {
    const images = [...(files ?? [])];
    // With another file among them they are joined like it.
    if (!upload || images.length === 0 || !images.every((file) => file.type.startsWith("image/"))) return false;
    for (const image of images) {
      upload(image).then(
        (src) => editor.chain().focus().setImage({ src, alt: "" }).run(),
        (problem: unknown) => say(problem instanceof Error ? problem.message : String(problem)),
      );
    }
    return true;
  };
  const editor = new Editor({
    element: surface,
    injectCSS: false,
    extensions: extensions(simple, images),
    content: asHtml(textarea.value),
    editorProps: {
      attributes: nameOf(textarea),
      // What office programs copy comes as text and as its picture: it is text.
      handlePaste: (_view, event) => !event.clipboardData?.getData("text/plain").trim() && insertFiles(event.clipboardData?.files),
      handleDrop: (_view, event) => insertFiles(event.dataTransfer?.files),
    },
    onUpdate: () => write(editor, textarea),
  });
  const host = new PanelHost(editor);
  const panels = { link: () => host.link(), image: upload && images ? () => host.image(upload) : null };
  const frame = element("div", { class: "editor" }, toolbar(editor, simple, panels, icon), host.place, surface);
  const wasFocused = document.activeElement === textarea;
  textarea.after(frame);
  textarea.hidden = true;
  if (wasFocused) editor.commands.focus("end");
  // A hidden required field could not be pointed at by the browser; the server asks for it all the same.
  textarea.required = false;
  for (const label of textarea.labels ?? []) label.addEventListener("click", () => editor.commands.focus());
  textarea.form?.addEventListener("reset", () => setTimeout(() => editor.commands.setContent(asHtml(textarea.value))));
}

// Autosave and the unsaved-changes warning listen to the field as if it had been typed in.
function write(editor: Editor, textarea: HTMLTextAreaElement): void {
  // Not the editor's own notion of empty: for it a new table, which has no text yet, is nothing.
  const html = editor.getHTML();
  textarea.value = html === "<p></p>" ? "" : html;
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
}

// Text written without script has no tags: its blank lines are its paragraphs. HTML is what the server takes for it: an
// address in brackets may stand in a text.
function asHtml(value: string): string {
  if (/^\s*<[a-z][^]*>\s*$/i.test(value) || value.trim() === "") return value;
  const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const paragraphs = value.trim().split(/\n\s*\n/);
  return paragraphs.map((paragraph) => `<p>${escape(paragraph).replace(/\n/g, "<br>")}</p>`).join("");
}

// The surface carries the name, help and error of the field it stands for.
function nameOf(textarea: HTMLTextAreaElement): Record<string, string> {
  const [label] = textarea.labels ?? [];
  const described = textarea.getAttribute("aria-describedby");
  if (label && !label.id) label.id = `${textarea.id}-label`;
  return {
    role: "textbox",
    "aria-multiline": "true",
    ...(label ? { "aria-labelledby": label.id } : {}),
    ...(described ? { "aria-describedby": described } : {}),
    ...(textarea.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
  };
}
