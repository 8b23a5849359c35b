// One-key shortcuts of the webmel, off in fields and absent unless <body data-shortcuts> is there (WCAG
// 2.1.4: the agent can turn them off). j and k move the focus from message to message; every other key
// presses the control that carries it in data-key, in the focused row first.

const moves: Record<string, number> = { j: 1, k: -1 };
const rowKeys = new Set(["o", "x", "s"]);
const keys = new Set(["o", "u", "r", "a", "f", "c", "e", "#", "s", "x", "/", "z", "?"]);

export type Shortcut = { move: number } | { press: string } | null;

// What a key asks for; null when it is none of ours or is being typed.
export function shortcut(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">, typing: boolean): Shortcut {
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return null;
  const move = moves[event.key];
  if (move) return { move };
  return keys.has(event.key) ? { press: event.key } : null;
}

document.addEventListener("keydown", (event) => {
  if (!("shortcuts" in document.body.dataset) || document.querySelector("dialog[open]")) return;
  const asked = shortcut(event, isTyping(event.target as Element));
  if (!asked) return;
  const done = "move" in asked ? move(asked.move) : press(asked.press);
  if (done) event.preventDefault();
});

function isTyping(target: Element): boolean {
  const free = ["checkbox", "radio", "button", "submit"];
  if (target instanceof HTMLInputElement) return !free.includes(target.type);
  return target.matches("textarea, select, [contenteditable], [contenteditable] *");
}

const rows = () => [...document.querySelectorAll<HTMLElement>(".mail-row")];

function currentRow(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>(".mail-row");
  return focused ?? document.querySelector<HTMLElement>(".mail-row.is-open, .mail-row:focus-within");
}

function move(step: number): boolean {
  const all = rows();
  const current = currentRow();
  const at = current ? all.indexOf(current) + step : step > 0 ? 0 : all.length - 1;
  const link = all[at]?.querySelector<HTMLElement>(".mail-link");
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
  return link !== undefined && link !== null;
}

function press(key: string): boolean {
  const row = rowKeys.has(key) ? currentRow() : null;
  const inRow = row?.querySelector<HTMLElement>(key === "o" ? ".mail-link" : `[data-key="${CSS.escape(key)}"]`);
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const undo = key === "z" ? document.querySelector<HTMLElement>("#status-line [data-undo]") : null;
  const control = inRow ?? undo ?? [...document.querySelectorAll<HTMLElement>(wanted)].find(isVisible);
  if (!control) return false;
  if (control instanceof HTMLDialogElement) control.showModal();
  else if (control.matches("input:not([type=checkbox]), textarea")) control.focus();
  else control.click();
  return true;
}

function isVisible(element: HTMLElement): boolean {
  return element instanceof HTMLDialogElement || (!element.closest(".mail-row") && element.getClientRects().length > 0);
}
