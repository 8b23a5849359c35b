// Lists kept on this device for when there is no network (worker.ts): asked for in the settings, given up there, and gone
// with the session.
import { island } from "../island";

/** Known to worker.ts. */
const SEEN_CACHE = "vues";

function mount(place: HTMLElement): void {
  const [on, off] = place.querySelectorAll<HTMLElement>("[data-offline-when]");
  if (!on || !off || !("serviceWorker" in navigator)) return;
  const { offline: script = "", offlineScope: scope = "" } = place.dataset;
  const show = async (): Promise<void> => {
    const kept = await navigator.serviceWorker.getRegistration(scope);
    on.hidden = Boolean(kept);
    off.hidden = !kept;
    place.hidden = false;
  };
  on.querySelector("button")?.addEventListener("click", () => {
    void navigator.serviceWorker.register(script, { scope }).then(show);
  });
  off.querySelector("button")?.addEventListener("click", () => {
    void navigator.serviceWorker
      .getRegistration(scope)
      .then((kept) => kept?.unregister())
      .then(() => caches.delete(SEEN_CACHE))
      .then(show);
  });
  void show();
}

island("[data-offline]", mount);
island("form[action$='/deconnexion']", (form) => {
  form.addEventListener("submit", () => void globalThis.caches?.delete(SEEN_CACHE));
});
