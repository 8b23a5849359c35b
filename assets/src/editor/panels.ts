// The two small forms of the editor: the address of a link, and an image with its description.
import type { Editor } from "@tiptap/core";
import { element } from "../build";
import { labels } from "./words";

export type Upload = (file: File) => Promise<string>;

// Where one panel opens at a time, between the toolbar and the text.
export class PanelHost {
  readonly place = element("div");

  constructor(private readonly editor: Editor) {}

  link(): void {
    const current = (this.editor.getAttributes("link").href as string | undefined) ?? "";
    const field = element("input", { class: "input", type: "text", inputmode: "url", value: current, autocomplete: "off" });
    const apply = () => {
      const address = completeAddress(field.value);
      if (!address) return this.complain(field, labels.badAddress);
      this.writeLink(address);
      this.close();
    };
    const remove = button(labels.unlink, "btn-quiet", () => {
      this.editor.chain().focus().extendMarkRange("link").unsetLink().run();
      this.close();
    });
    this.open([labelled(labels.address, field), button(labels.apply, "btn-primary", apply), ...(current ? [remove] : [])], field, apply);
  }

  image(upload: Upload): void {
    const file = element("input", { class: "input", type: "file", accept: "image/png,image/jpeg,image/gif,image/webp" });
    const alternative = element("input", { class: "input", type: "text", autocomplete: "off" });
    const insert = async () => {
      const chosen = file.files?.[0];
      if (!chosen) return file.focus();
      try {
        const src = await upload(chosen);
        this.editor.chain().focus().setImage({ src, alt: alternative.value.trim() }).run();
        this.close();
      } catch (problem) {
        this.complain(file, problem instanceof Error ? problem.message : "");
      }
    };
    const confirm = button(labels.insert, "btn-primary", () => void insert());
    this.open([labelled(labels.imageFile, file), labelled(labels.alternative, alternative), confirm], file, () => void insert());
  }

  // With nothing selected the address itself is written, so that the link has a text.
  private writeLink(href: string): void {
    const chain = this.editor.chain().focus();
    if (this.editor.state.selection.empty && !this.editor.isActive("link")) {
      chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
    } else {
      chain.extendMarkRange("link").setLink({ href }).run();
    }
  }

  private open(content: HTMLElement[], first: HTMLElement, submit: () => void): void {
    const panel = element("div", { class: "editor-panel", role: "group" }, ...content);
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      // Enter must not send the form around the editor.
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
        event.preventDefault();
        submit();
      }
    });
    this.place.replaceChildren(panel);
    first.focus();
  }

  private complain(field: HTMLElement, message: string): void {
    this.place.querySelector(".field-error")?.remove();
    field.after(element("p", { class: "field-error", role: "alert" }, message));
    field.focus();
  }

  private close(): void {
    this.place.replaceChildren();
    this.editor.commands.focus();
  }
}

function labelled(text: string, field: HTMLInputElement): HTMLElement {
  return element("label", { class: "field" }, element("span", { class: "field-label" }, text), field);
}

function button(text: string, look: string, act: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: `btn ${look}` }, text);
  made.addEventListener("click", act);
  return made;
}

// "education.gouv.fr" is meant as a web address, "prenom.nom@…" as a mail one; javascript: is nothing.
export function completeAddress(written: string): string | null {
  const text = written.trim();
  if (/^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)\S+$/i.test(text)) return text;
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(text)) return `mailto:${text}`;
  if (/^[^\s:/@]+\.[^\s:@]+$/.test(text)) return `https://${text}`;
  return null;
}
