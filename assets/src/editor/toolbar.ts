// The editor's toolbar: real buttons with names and a pressed state, one stop of the Tab key, arrows inside.
import type { Editor } from "@tiptap/core";
import { element } from "../build";
import { labels } from "./words";

export type DrawIcon = (name: string) => Node;

interface Tool {
  icon: string;
  label: string;
  run: (editor: Editor) => void;
  isOn?: (editor: Editor) => boolean;
  isPossible?: (editor: Editor) => boolean;
  // Shown only inside a table.
  inTable?: boolean;
}

export interface Panels {
  link: () => void;
  image: (() => void) | null;
}

function tools(simple: boolean, panels: Panels): (Tool | "separator")[] {
  const marks: (Tool | "separator")[] = [
    { icon: "bold", label: labels.bold, run: (e) => e.chain().focus().toggleBold().run(), isOn: (e) => e.isActive("bold") },
    { icon: "italic", label: labels.italic, run: (e) => e.chain().focus().toggleItalic().run(), isOn: (e) => e.isActive("italic") },
    { icon: "link", label: labels.link, run: panels.link, isOn: (e) => e.isActive("link") },
    "separator",
    { icon: "list", label: labels.bulletList, run: (e) => e.chain().focus().toggleBulletList().run(), isOn: (e) => e.isActive("bulletList") },
    { icon: "list-ordered", label: labels.orderedList, run: (e) => e.chain().focus().toggleOrderedList().run(), isOn: (e) => e.isActive("orderedList") },
    { icon: "quote", label: labels.quote, run: (e) => e.chain().focus().toggleBlockquote().run(), isOn: (e) => e.isActive("blockquote") },
  ];
  const full: (Tool | "separator")[] = [
    { icon: "code", label: labels.code, run: (e) => e.chain().focus().toggleCodeBlock().run(), isOn: (e) => e.isActive("codeBlock") },
    "separator",
    ...(panels.image ? [{ icon: "image", label: labels.image, run: panels.image }] : []),
    {
      icon: "table",
      label: labels.table,
      run: (e) => e.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
      isPossible: (e) => !e.isActive("table"),
    },
    { icon: "row-add", label: labels.rowAdd, run: (e) => e.chain().focus().addRowAfter().run(), inTable: true },
    { icon: "row-remove", label: labels.rowRemove, run: (e) => e.chain().focus().deleteRow().run(), inTable: true },
    { icon: "column-add", label: labels.columnAdd, run: (e) => e.chain().focus().addColumnAfter().run(), inTable: true },
    { icon: "column-remove", label: labels.columnRemove, run: (e) => e.chain().focus().deleteColumn().run(), inTable: true },
    { icon: "trash", label: labels.tableRemove, run: (e) => e.chain().focus().deleteTable().run(), inTable: true },
  ];
  const history: (Tool | "separator")[] = [
    "separator",
    { icon: "clear", label: labels.clear, run: (e) => e.chain().focus().unsetAllMarks().clearNodes().run() },
    { icon: "undo", label: labels.undo, run: (e) => e.chain().focus().undo().run(), isPossible: (e) => e.can().undo() },
    { icon: "redo", label: labels.redo, run: (e) => e.chain().focus().redo().run(), isPossible: (e) => e.can().redo() },
  ];
  const image: Tool[] = simple && panels.image ? [{ icon: "image", label: labels.image, run: panels.image }] : [];
  return [...marks, ...(simple ? image : full), ...history];
}

export function toolbar(editor: Editor, simple: boolean, panels: Panels, icon: DrawIcon): HTMLElement {
  const bar = element("div", { class: "editor-toolbar", role: "toolbar", "aria-label": labels.toolbar });
  const refreshers: (() => void)[] = [];
  if (!simple) {
    const [select, refresh] = styleChoice(editor);
    bar.append(select);
    refreshers.push(refresh);
  }
  for (const tool of tools(simple, panels)) {
    if (tool === "separator") {
      bar.append(element("span", { class: "editor-separator", "aria-hidden": "true" }));
      continue;
    }
    const [button, refresh] = toolButton(editor, tool, icon);
    bar.append(button);
    refreshers.push(refresh);
  }
  const keepStop = moveByArrows(bar);
  const refreshAll = () => {
    refreshers.forEach((refresh) => refresh());
    keepStop();
  };
  editor.on("transaction", refreshAll);
  refreshAll();
  return bar;
}

function toolButton(editor: Editor, tool: Tool, icon: DrawIcon): [HTMLButtonElement, () => void] {
  const button = element("button", { type: "button", class: "btn btn-icon", "aria-label": tool.label, title: tool.label }, icon(tool.icon));
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") tool.run(editor);
  });
  const refresh = () => {
    if (tool.isOn) button.setAttribute("aria-pressed", String(tool.isOn(editor)));
    if (tool.isPossible) button.setAttribute("aria-disabled", String(!tool.isPossible(editor)));
    if (tool.inTable) button.hidden = !editor.isActive("table");
  };
  return [button, refresh];
}

function styleChoice(editor: Editor): [HTMLSelectElement, () => void] {
  const levels = [2, 3, 4] as const;
  const choices = [element("option", { value: "0" }, labels.paragraph), ...levels.map((l) => element("option", { value: String(l) }, labels.heading(l)))];
  const select = element("select", { class: "input", "aria-label": labels.style }, ...choices);
  select.addEventListener("change", () => {
    const level = levels.find((candidate) => String(candidate) === select.value);
    if (level) editor.chain().focus().setHeading({ level }).run();
    else editor.chain().focus().setParagraph().run();
  });
  const refresh = () => {
    select.value = String(levels.find((level) => editor.isActive("heading", { level })) ?? 0);
  };
  return [select, refresh];
}

// The toolbar pattern of the ARIA practices: Tab enters and leaves, Left, Right, Home and End move inside. Tab enters by
// one control; when that one is hidden another takes its place.
function moveByArrows(bar: HTMLElement): () => void {
  const controls = () => [...bar.querySelectorAll<HTMLElement>("button:not([hidden]), select")];
  const stop = (at: HTMLElement) => controls().forEach((control) => (control.tabIndex = control === at ? 0 : -1));
  const keepStop = () => {
    const all = controls();
    if (all[0] && !all.some((control) => control.tabIndex === 0)) stop(all[0]);
  };
  bar.querySelectorAll<HTMLElement>("button, select").forEach((control) => (control.tabIndex = -1));
  bar.addEventListener("focusin", (event) => stop(event.target as HTMLElement));
  bar.addEventListener("keydown", (event) => {
    const all = controls();
    const at = all.indexOf(event.target as HTMLElement);
    const next: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 };
    const to = next[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  });
  return keepStop;
}
