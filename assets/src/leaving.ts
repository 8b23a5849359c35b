// What a form waits for before it leaves: a saving that changes its version, a person or an image chosen whose answer is
// on its way. It leaves after them, once, by the button that was pressed; when one of them failed it stays, with what was
// told about that.
import { say } from "./islands/status-line";
import { words } from "./words";

/** Milliseconds after which whoever waits is told so. */
export const slow = 1000;

const waits = new WeakMap<HTMLFormElement, Set<Promise<unknown>>>();
const leaving = new WeakSet<HTMLFormElement>();

export function leavesAfter(form: HTMLFormElement, work: Promise<unknown>): void {
  let pending = waits.get(form);
  if (!pending) {
    waits.set(form, (pending = new Set()));
    // Before any other listener: nobody else hears of the submission that waits.
    form.addEventListener("submit", hold, { capture: true });
  }
  const all = pending.add(work);
  const done = () => all.delete(work);
  work.then(done, done);
}

function hold(event: SubmitEvent): void {
  const form = event.currentTarget as HTMLFormElement;
  if (!waits.get(form)?.size) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (leaving.has(form)) return;
  leaving.add(form);
  const { submitter } = event;
  const told = setTimeout(() => say(words.leavesSoon), slow);
  const end = () => {
    clearTimeout(told);
    leaving.delete(form);
  };
  void Promise.all(waits.get(form) ?? []).then(() => {
    end();
    // What began meanwhile is waited for in its turn.
    if (form.isConnected) form.requestSubmit(submitter?.isConnected ? submitter : null);
  }, end);
}
