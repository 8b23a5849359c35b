// Saves a form two seconds after the last key and says when. What could not be saved is kept in this tab (kept-text.ts)
// and put back when the page returns, or offered when the text has changed meanwhile; passwords, files and tokens are
// never kept.
//
//   <form data-autosave-url="/…/brouillon" data-autosave-key="draft-12"> … <span data-autosave-status>
//
// The answer may be JSON: {"message": "…", "fields": {"version": "8"}}. 409 stops until the page is reloaded.
import { element } from "../build";
import { isSignedOut, post, reply } from "../http";
import { island } from "../island";
import { forget, keep, keptUnder, type Fields, type Kept } from "../kept-text";
import { leavesAfter } from "../leaving";
import { timeOfDay, words } from "../words";

const idle = 2000;
const retry = 15000;

class Autosave {
  private timer = 0;
  private flight: Promise<void> | null = null;
  private changed = false;
  private stopped = false;
  private readonly status: HTMLElement;
  private failed = false;
  // Sent, and not answered: perhaps it is saved.
  private unheard: URLSearchParams | null = null;
  private asked = false;

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
    return this.version === "0" || !autosaveKey ? location.pathname + location.search : autosaveKey;
  }

  private get version(): string {
    return this.form.querySelector<HTMLInputElement>('input[type="hidden"][name="version"]')?.value ?? "";
  }

  // Whoever turns to another page two seconds too soon loses nothing.
  private leave(): void {
    if (!this.changed || this.stopped) return;
    // What is saved is not kept here too: it would come back over what is written elsewhere meanwhile. Behind a saving
    // that is on its way another would be taken for another window's.
    const body = this.body();
    if (navigator.onLine && !this.flight && !this.unheard && outlives(body)) {
      this.unheard = body;
      void this.post(body).catch(() => undefined);
    } else this.keep();
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
    this.tell(words.saving);
    try {
      // The same once more is no conflict, and tells the version.
      if (this.unheard) await this.hand(this.unheard);
      if (this.stopped) return;
      this.changed = false;
      await this.hand(this.body());
    } catch {
      this.failed = true;
      this.keep();
      this.changed = true;
      this.tell(words.offline, "is-offline");
      this.later(retry);
    }
  }

  private async hand(body: URLSearchParams): Promise<void> {
    this.unheard = body;
    const response = await this.post(body);
    // A server in front may answer for ours.
    if (response.status < 500) this.unheard = null;
    await this.settle(response);
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
      forget(this.key);
      this.update(fields);
      this.tell(message || words.saved(timeOfDay(new Date())));
      this.form.dispatchEvent(new CustomEvent("preau:saved", { bubbles: true }));
    } else {
      this.keep();
      this.stopped = response.status === 409;
      if (response.status >= 500) {
        this.changed = true;
        this.later(retry);
      }
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

  private keep(left = false): void {
    const fields: Fields = this.writtenFields().map((field) => [field.name, field.value]);
    keep(this.key, { version: this.version, left, fields });
  }

  private restore(): void {
    const kept = keptUnder(this.key);
    if (!kept) return;
    if (!this.differs(kept)) return forget(this.key);
    if (kept.version !== this.version) return this.offer(kept);
    for (const [field, value] of this.kept(kept)) field.value = value;
    this.tell(words.restored, "is-offline");
    this.touch();
  }

  private differs(kept: Kept): boolean {
    return this.kept(kept).some(([field, value]) => value !== field.value);
  }

  private kept(kept: Kept): [HTMLInputElement | HTMLTextAreaElement, string][] {
    const values = new Map(kept.fields);
    return this.writtenFields().flatMap((field) => {
      const value = values.get(field.name);
      return value === undefined ? [] : [[field, value] as [typeof field, string]];
    });
  }

  // Somebody has gone on with the text meanwhile, in another window perhaps: whose is kept is for its writer to say.
  private offer(kept: Kept): void {
    const key = this.key;
    const button = (label: string, act: () => void) => {
      const made = element("button", { type: "button", class: "btn btn-compact" }, label);
      made.addEventListener("click", act);
      return made;
    };
    const take = () => {
      this.stopped = true;
      // Under the key and the version that the page has when it returns.
      forget(key);
      keep(this.key, { ...kept, version: this.version });
      location.reload();
    };
    const drop = () => {
      forget(key);
      notice.remove();
    };
    const choices = [button(words.takeMine, take), " ", button(words.dropMine, drop)];
    const notice = element("div", { class: "notice notice-warning" }, element("div", { class: "notice-body" }, `${words.mineKept} `, ...choices));
    this.form.before(notice);
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
    // What is saved perhaps is asked for first: the text that leaves would be taken for another window's.
    if (this.unheard && !this.asked) {
      this.asked = true;
      event.preventDefault();
      event.stopImmediatePropagation();
      void this.save();
      // It waits for the answer, however that is.
      setTimeout(() => this.form.requestSubmit(event.submitter));
      return;
    }
    this.asked = false;
    this.stopped = true;
    if (this.failed) this.keep(true);
    else forget(this.key);
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
