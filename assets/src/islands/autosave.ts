// Saves a form two seconds after the last key and says when. What could not be saved is kept in this tab
// (sessionStorage) and put back when the page returns; passwords, files and tokens are never kept.
//
//   <form data-autosave-url="/…/brouillon" data-autosave-key="draft-12"> … <span data-autosave-status>
//
// The answer may be JSON: {"message": "…", "fields": {"version": "8"}}. 409 stops until the page is reloaded.
import { element } from "../build";
import { isSignedOut, post, reply } from "../http";
import { island } from "../island";
import { leavesAfter } from "../leaving";
import { timeOfDay, words } from "../words";

const idle = 2000;
const retry = 15000;

type Kept = [name: string, value: string][];

class Autosave {
  private timer = 0;
  private flight: Promise<void> | null = null;
  private changed = false;
  private stopped = false;
  private readonly status: HTMLElement;
  private failed = false;

  constructor(private readonly form: HTMLFormElement) {
    this.status = statusOf(form);
    this.restore();
    form.addEventListener("input", () => this.touch());
    form.addEventListener("change", () => this.touch());
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("preau:save", () => this.later(0));
    form.addEventListener("preau:unsent", () => this.resume());
    addEventListener("online", () => this.changed && this.later(0));
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.changed && void this.save());
  }

  // Where what could not be saved is kept: a text that was never saved has no name yet but the address of its page.
  private get key(): string {
    const { autosaveKey } = this.form.dataset;
    return `autosave:${this.isNew() || !autosaveKey ? location.pathname + location.search : autosaveKey}`;
  }

  private isNew(): boolean {
    return this.form.querySelector<HTMLInputElement>('input[type="hidden"][name="version"]')?.value === "0";
  }

  // Whoever turns to another page two seconds too soon loses nothing.
  private leave(): void {
    if (!this.changed || this.stopped) return;
    // What is saved is not kept here too: it would come back over what is written elsewhere meanwhile. Behind a saving
    // that is on its way another would be taken for another window's.
    const body = this.body();
    if (navigator.onLine && !this.flight && outlives(body)) void this.post(body).catch(() => undefined);
    else this.keep();
    this.changed = false;
  }

  private touch(): void {
    if (this.stopped) return;
    this.changed = true;
    this.later(idle);
  }

  private later(delay: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), delay);
  }

  private async save(): Promise<void> {
    if (this.stopped || !this.form.isConnected) return;
    if (this.flight) return this.later(idle);
    // The server would take the two for two windows.
    leavesAfter(this.form, (this.flight = this.send()));
    await this.flight;
    this.flight = null;
  }

  private async send(): Promise<void> {
    this.changed = false;
    this.tell(words.saving);
    try {
      await this.settle(await this.post(this.body()));
    } catch {
      this.failed = true;
      this.keep();
      this.changed = true;
      this.tell(words.offline, "is-offline");
      this.later(retry);
    }
  }

  private post(body: URLSearchParams): Promise<Response> {
    return post(this.form.dataset.autosaveUrl ?? "", body, this.form, outlives(body));
  }

  private async settle(response: Response): Promise<void> {
    if (isSignedOut(response)) {
      this.keep();
      this.tell(words.signedOut, "is-offline");
      return;
    }
    const { message, fields } = await reply(response);
    if (response.ok) {
      this.failed = false;
      sessionStorage.removeItem(this.key);
      this.update(fields);
      this.tell(message || words.saved(timeOfDay(new Date())));
      this.form.dispatchEvent(new CustomEvent("preau:saved", { bubbles: true }));
    } else {
      this.keep();
      this.stopped = response.status === 409;
      this.tell(message || (this.stopped ? words.conflict : words.notSaved), "is-conflict");
    }
  }

  // The version the server now holds travels with the next saving.
  private update(fields: unknown): void {
    if (!fields || typeof fields !== "object") return;
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.querySelector<HTMLInputElement>(`input[type="hidden"][name="${CSS.escape(name)}"]`);
      if (field) field.value = String(value);
    }
  }

  private body(): URLSearchParams {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !isPassword(this.form, name)) body.append(name, value);
    }
    return body;
  }

  private keep(): void {
    const kept: Kept = [];
    for (const field of this.writtenFields()) kept.push([field.name, field.value]);
    try {
      sessionStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // Storage full or refused: the text is still on the page.
    }
  }

  private restore(): void {
    const stored = sessionStorage.getItem(this.key);
    if (!stored) return;
    const kept = new Map(JSON.parse(stored) as Kept);
    let differs = false;
    for (const field of this.writtenFields()) {
      const value = kept.get(field.name);
      if (value === undefined || value === field.value) continue;
      field.value = value;
      differs = true;
    }
    if (!differs) return sessionStorage.removeItem(this.key);
    this.tell(words.restored, "is-offline");
    this.touch();
  }

  private writtenFields(): (HTMLInputElement | HTMLTextAreaElement)[] {
    const written = "textarea[name], input[name]:not([type=hidden], [type=password], [type=file], [type=checkbox], [type=radio])";
    return [...this.form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(written)];
  }

  // Without a network the browser would show its own page instead of the text.
  private submit(event: SubmitEvent): void {
    clearTimeout(this.timer);
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.keep();
      return this.tell(words.offline, "is-offline");
    }
    this.stopped = true;
    if (!this.failed) sessionStorage.removeItem(this.key);
  }

  // What was to be sent could not leave: the page stays, and what is typed on it is saved again.
  private resume(): void {
    this.stopped = false;
    this.touch();
  }

  private tell(text: string, tone = ""): void {
    this.status.classList.remove("is-conflict", "is-offline");
    if (tone) this.status.classList.add(tone);
    this.status.textContent = text;
  }
}

// What is short enough goes on after the page has gone.
function outlives(body: URLSearchParams): boolean {
  return body.toString().length < 60_000;
}

function isPassword(form: HTMLFormElement, name: string): boolean {
  return form.querySelector(`input[type="password"][name="${CSS.escape(name)}"]`) !== null;
}

function statusOf(form: HTMLFormElement): HTMLElement {
  const given = form.querySelector<HTMLElement>("[data-autosave-status]");
  if (given) return given;
  const made = element("p", { class: "autosave", role: "status" });
  form.append(made);
  return made;
}

island("form[data-autosave-url]", (form) => void new Autosave(form as HTMLFormElement));
