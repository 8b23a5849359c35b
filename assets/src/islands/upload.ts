// Files: too large a one is told before it leaves, and a form with data-upload shows how far it is. Only what is
// sent as multipart carries files: the other buttons of the same form send it as the browser would.
//
//   <form enctype="multipart/form-data" data-upload> <input type="file" data-max-bytes="20000000">
//   <div data-upload-progress hidden><progress max="100"></progress> <span role="status"></span></div>
import htmx from "htmx.org";
import { element } from "../build";
import { csrfToken } from "../http";
import { island, mountAll } from "../island";
import { readableSize, words } from "../words";
import { say } from "./status-line";

island("input[type=file][data-max-bytes]", (input) => {
  input.addEventListener("change", () => check(input as HTMLInputElement));
});

// Marks the field and says which file is too large; true when all may leave.
function check(input: HTMLInputElement): boolean {
  const limit = Number(input.dataset.maxBytes);
  const tooLarge = [...(input.files ?? [])].find((file) => file.size > limit);
  const message = tooLarge ? words.tooLarge(tooLarge.name, readableSize(tooLarge.size), readableSize(limit)) : "";
  const id = `${input.id || input.name}-too-large`;
  document.getElementById(id)?.remove();
  input.setCustomValidity(message);
  input.closest(".field")?.classList.toggle("has-error", message !== "");
  if (message) {
    input.setAttribute("aria-describedby", id);
    input.after(element("p", { class: "field-error", id, role: "alert" }, message));
  }
  return message === "";
}

island("form[data-upload]", (target) => {
  const form = target as HTMLFormElement;
  form.addEventListener("submit", (event) => {
    const inputs = [...form.querySelectorAll<HTMLInputElement>("input[type=file]")];
    if (!inputs.some((input) => input.files?.length) || event.defaultPrevented) return;
    const { action, encoding } = destination(form, event.submitter);
    if (encoding !== "multipart/form-data") return;
    event.preventDefault();
    send(form, action, new FormData(form, event.submitter));
  });
});

// Where the button that was pressed sends the form, and how.
function destination(form: HTMLFormElement, submitter: HTMLElement | null): { action: string; encoding: string } {
  const own = submitter instanceof HTMLButtonElement || submitter instanceof HTMLInputElement ? submitter : null;
  return {
    action: own?.hasAttribute("formaction") ? own.formAction : form.action,
    encoding: own?.hasAttribute("formenctype") ? own.formEnctype : form.enctype,
  };
}

function send(form: HTMLFormElement, action: string, body: FormData): void {
  const zone = form.querySelector<HTMLElement>("[data-upload-progress]");
  const bar = zone?.querySelector("progress");
  const status = zone?.querySelector("[role=status]");
  const buttons = [...form.querySelectorAll<HTMLButtonElement>("button:not([type=button])")];
  const busy = (is: boolean) => {
    if (zone) zone.hidden = !is;
    for (const button of buttons) button.disabled = is;
  };
  const request = new XMLHttpRequest();
  request.open("POST", action);
  request.setRequestHeader("X-CSRF-Token", csrfToken(form));
  request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
    if (!lengthComputable) return;
    const percent = Math.floor((loaded / total) * 100);
    if (bar) bar.value = percent;
    // Said by tens, so that a screen reader is not flooded.
    if (status && (percent % 10 === 0 || percent > 99)) {
      status.textContent = percent < 100 ? words.uploading(percent) : words.uploadEnds;
    }
  });
  // Until the next page is there the buttons rest: a second press would send the files twice.
  request.addEventListener("load", () => busy(arrive(form, action, request)));
  addEventListener("pageshow", ({ persisted }) => persisted && busy(false));
  request.addEventListener("error", () => {
    busy(false);
    unsent(form);
  });
  busy(true);
  request.send(body);
}

// A redirect is followed as the browser would have (true: another page is on its way); a form sent back with errors
// takes the place of ours.
function arrive(form: HTMLFormElement, action: string, request: XMLHttpRequest): boolean {
  if (request.status < 400 && request.responseURL && request.responseURL !== action) {
    // To sign in again would lead away from what is written here.
    if (new URL(request.responseURL).pathname.endsWith("/connexion")) {
      unsent(form, words.signedOut);
      return false;
    }
    form.dispatchEvent(new CustomEvent("preau:saved", { bubbles: true }));
    location.assign(request.responseURL);
    return true;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fresh = page.querySelector("main");
  const main = document.querySelector("main");
  // A page that tells of a failure takes the place of nothing.
  const isAnswer = request.status < 400 || request.status === 422 || fresh?.querySelector("form[data-upload]");
  if (!fresh || !main || !isAnswer) {
    unsent(form);
    return false;
  }
  main.replaceWith(fresh);
  htmx.process(fresh);
  mountAll(fresh);
  fresh.querySelector<HTMLElement>(".error-summary")?.focus();
  return false;
}

function unsent(form: HTMLFormElement, why = words.uploadFailed): void {
  say(why);
  form.dispatchEvent(new CustomEvent("preau:unsent", { bubbles: true }));
}
